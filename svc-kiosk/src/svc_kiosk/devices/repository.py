"""All SQL on devices."""

from collections.abc import AsyncIterator, Iterable, Sequence

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.scope import within
from svc_kiosk.devices.models import Device, Presence

Known = tuple[Device, Presence]


class DeviceRepository:
    """Stores and finds devices; never commits."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, device: Device) -> Presence:
        """Store a new device, with nothing heard of it yet."""
        presence = Presence(device_id=device.device_id, faults=[], report={})
        self._session.add(device)
        await self._session.flush()
        self._session.add(presence)
        await self._session.flush()
        return presence

    async def knows(self, device_id: str, asset_number: str) -> bool:
        """Tell whether an id or asset number is given already."""
        same = or_(Device.device_id == device_id, Device.asset_number == asset_number)
        return bool(await self._session.scalar(select(exists().where(same))))

    async def locked(self, device_id: str, regions: Iterable[str] | None = None) -> Device | None:
        """Return a device, held until the transaction ends; `regions`: only if it lies in one of them."""
        found = select(Device).where(Device.device_id == device_id)
        if regions is not None:
            found = found.where(within(Device.region_code, regions))
        return await self._session.scalar(found.with_for_update().execution_options(populate_existing=True))

    async def presence(self, device_id: str, *, locked: bool = False) -> Presence | None:
        """Return what a device said last, as the database has it now."""
        found = select(Presence).where(Presence.device_id == device_id)
        found = found.execution_options(populate_existing=True)
        return await self._session.scalar(found.with_for_update() if locked else found)

    async def page(self, condition: ColumnElement[bool], after: str | None, limit: int) -> Sequence[Known]:
        """Return devices with what they said last, in the order of their ids."""
        some = (
            select(Device, Presence).join(Presence, Presence.device_id == Device.device_id).where(condition)
        )
        if after is not None:
            some = some.where(Device.device_id > after)
        return [
            (row[0], row[1])
            for row in await self._session.execute(some.order_by(Device.device_id).limit(limit))
        ]

    async def ids_in(self, region_code: str) -> Sequence[str]:
        """Return the ids of the devices of a region."""
        inside = select(Device.device_id).where(within(Device.region_code, [region_code]))
        return (await self._session.scalars(inside.order_by(Device.device_id))).all()

    async def ids(self) -> Sequence[str]:
        """Return the ids of all devices."""
        return (await self._session.scalars(select(Device.device_id).order_by(Device.device_id))).all()

    async def all(self) -> AsyncIterator[Known]:
        """Yield every device with what it said last."""
        every = select(Device, Presence).join(Presence, Presence.device_id == Device.device_id)
        async for row in await self._session.stream(every.order_by(Device.device_id)):
            yield row[0], row[1]
