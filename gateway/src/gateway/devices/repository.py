"""All SQL on devices."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.devices.models import ACTIVE, REVOKED, DeviceKey, Enrolment
from servicekit.scope import within


class DeviceRepository:
    """Stores and finds enrolments and keys; never commits."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add_enrolment(self, enrolment: Enrolment) -> None:
        """Store a new code; earlier unused ones of the device are void."""
        await self._session.execute(
            delete(Enrolment).where(Enrolment.device_id == enrolment.device_id, Enrolment.used_at.is_(None))
        )
        self._session.add(enrolment)
        await self._session.flush()

    async def lock_enrolment(self, code_hash: bytes, device_id: str, now: datetime) -> Enrolment | None:
        """Return the unused code of a device, held until the transaction ends."""
        return await self._session.scalar(
            select(Enrolment)
            .where(
                Enrolment.code_hash == code_hash,
                Enrolment.device_id == device_id,
                Enrolment.used_at.is_(None),
                Enrolment.expires_at > now,
            )
            .with_for_update()
        )

    async def knows(self, key_id: str) -> bool:
        """Tell whether a key was ever enrolled."""
        return bool(await self._session.scalar(select(exists().where(DeviceKey.key_id == key_id))))

    async def add(self, device: DeviceKey) -> None:
        """Store a new key."""
        self._session.add(device)
        await self._session.flush()

    async def revoke_of(self, device_id: str, now: datetime) -> None:
        """Let no former key of a device be good any more."""
        await self._session.execute(
            update(DeviceKey)
            .where(DeviceKey.device_id == device_id, DeviceKey.status == ACTIVE)
            .values(status=REVOKED, revoked_at=now)
        )

    async def revoke(self, key_row: UUID, regions: Iterable[str], now: datetime) -> DeviceKey | None:
        """Revoke one key within `regions` and return it; `None` if there is no such one in force."""
        return await self._session.scalar(
            update(DeviceKey)
            .where(
                DeviceKey.id == key_row,
                DeviceKey.status == ACTIVE,
                within(DeviceKey.region_code, regions),
            )
            .values(status=REVOKED, revoked_at=now)
            .returning(DeviceKey)
        )

    async def page(self, regions: Iterable[str], after: UUID | None, limit: int) -> Sequence[DeviceKey]:
        """Return keys within `regions`, in the order of their enrolment."""
        some = select(DeviceKey).where(within(DeviceKey.region_code, regions))
        if after is not None:
            some = some.where(DeviceKey.id > after)
        return (await self._session.scalars(some.order_by(DeviceKey.id).limit(limit))).all()

    async def forget_enrolments(self, now: datetime) -> None:
        """Forget codes that are good for nothing any more."""
        await self._session.execute(delete(Enrolment).where(Enrolment.expires_at <= now))
