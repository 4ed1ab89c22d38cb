"""All SQL on alarms."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select, true, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.scope import within
from svc_kiosk.alarms.models import Alarm
from svc_kiosk.devices.models import Device

Named = tuple[Alarm, str]


def wanted(regions: Iterable[str], device_id: str | None, is_open: bool | None) -> ColumnElement[bool]:
    """Return the condition that keeps the alarms an operator asks for."""
    return and_(
        within(Alarm.region_code, regions),
        Alarm.device_id == device_id if device_id else true(),
        true() if is_open is None else Alarm.ended_at.is_(None) if is_open else Alarm.ended_at.is_not(None),
    )


class AlarmRepository:
    """Stores and finds alarms; never commits."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def add(self, alarm: Alarm) -> None:
        """Store a new alarm."""
        self._session.add(alarm)

    async def open_of(self, device_id: str) -> Sequence[Alarm]:
        """Return what is wrong with a device, held until the transaction ends."""
        found = select(Alarm).where(Alarm.device_id == device_id, Alarm.ended_at.is_(None))
        return (await self._session.scalars(found.order_by(Alarm.kind).with_for_update())).all()

    async def locked(self, alarm_id: UUID, regions: Iterable[str]) -> Named | None:
        """Return an alarm of some regions with its device's name, held until the transaction ends."""
        found = (
            select(Alarm, Device.name)
            .join(Device, Device.device_id == Alarm.device_id)
            .where(Alarm.id == alarm_id, within(Alarm.region_code, regions))
            .with_for_update(of=Alarm)
        )
        row = (await self._session.execute(found)).one_or_none()
        return (row[0], row[1]) if row else None

    async def page(
        self, condition: ColumnElement[bool], after: Sequence[Any] | None, limit: int
    ) -> Sequence[Named]:
        """Return alarms with their devices' names, newest first, from after a place on."""
        found = select(Alarm, Device.name).join(Device, Device.device_id == Alarm.device_id).where(condition)
        if after is not None:
            found = found.where(tuple_(Alarm.raised_at, Alarm.id) < tuple_(*after))
        found = found.order_by(Alarm.raised_at.desc(), Alarm.id.desc()).limit(limit)
        return [(row[0], row[1]) for row in await self._session.execute(found)]
