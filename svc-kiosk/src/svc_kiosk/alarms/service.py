"""Use cases on alarms."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.ids import uuid7
from servicekit.outbox import Outbox
from servicekit.schemas import Page, open_cursor, seal_cursor
from svc_kiosk.alarms import events
from svc_kiosk.alarms.errors import AcknowledgedAlready, NoSuchAlarm
from svc_kiosk.alarms.models import Alarm
from svc_kiosk.alarms.repository import AlarmRepository, wanted
from svc_kiosk.alarms.schemas import AlarmOut
from svc_kiosk.alarms.types import Kind
from svc_kiosk.devices.models import Device


class AlarmService:
    """One public method per use case."""

    def __init__(self, session: AsyncSession, now: datetime) -> None:
        self._alarms = AlarmRepository(session)
        self._outbox = Outbox(session, now)
        self._now = now

    async def settle(
        self, device: Device, kinds: AbstractSet[Kind], at: datetime, *, among: AbstractSet[Kind]
    ) -> None:
        """Of the kinds `among`, let exactly `kinds` be open for a device, whose row the caller holds.

        What is new began `at`, what is over ended `at`; what is open already is not raised twice.
        """
        still = {Kind(alarm.kind): alarm for alarm in await self._alarms.open_of(device.device_id)}
        for kind in sorted((still.keys() & among) - kinds):
            await self._end(device, still[kind], at)
        for kind in sorted(kinds - still.keys()):
            await self._raise(device, kind, at)

    async def _raise(self, device: Device, kind: Kind, since: datetime) -> None:
        alarm = Alarm(
            id=uuid7(),
            device_id=device.device_id,
            region_code=device.region_code,
            kind=kind,
            since=since,
            raised_at=self._now,
            event_number=next_number(device),
        )
        self._alarms.add(alarm)
        await self._outbox.announce(events.alarm_raised, alarm)

    async def _end(self, device: Device, alarm: Alarm, at: datetime) -> None:
        # A clock that was put back must not make an alarm shorter than nothing.
        alarm.ended_at = max(at, alarm.since)
        alarm.duration_s = int((alarm.ended_at - alarm.since).total_seconds())
        alarm.event_number = next_number(device)
        await self._outbox.announce(events.alarm_ended, alarm)

    async def acknowledge(
        self, alarm_id: UUID, regions: Iterable[str], *, by: str, remark: str | None
    ) -> AlarmOut:
        """Note that an operator has looked into an alarm, open or over.

        Raises:
            NoSuchAlarm: there is none in `regions`.
            AcknowledgedAlready: somebody else was first.

        """
        found = await self._alarms.locked(alarm_id, regions)
        if found is None:
            raise NoSuchAlarm
        alarm, name = found
        if alarm.acknowledged_at is not None:
            raise AcknowledgedAlready
        alarm.acknowledged_at, alarm.acknowledged_by, alarm.remark = self._now, by, remark
        return alarm_out(alarm, name)

    async def page(
        self,
        regions: Iterable[str],
        device_id: str | None,
        is_open: bool | None,
        after: str | None,
        limit: int,
    ) -> Page[AlarmOut]:
        """Return alarms of the caller's regions, newest first."""
        found = await self._alarms.page(wanted(regions, device_id, is_open), place_of(after), limit + 1)
        onward = None
        if len(found) > limit:
            last = found[limit - 1][0]
            onward = seal_cursor(last.raised_at.isoformat(), str(last.id))
        return Page(items=[alarm_out(*named) for named in found[:limit]], next=onward)


def next_number(device: Device) -> int:
    """Return the number of a device's next alarm event; its row is held."""
    device.alarm_events += 1
    return device.alarm_events


def place_of(after: str | None) -> tuple[datetime, UUID] | None:
    """Return where a page is to begin.

    Raises:
        MalformedRequest: the cursor is not one of ours.

    """
    place = open_cursor(after, (datetime, UUID))
    return (place[0], place[1]) if place else None


def alarm_out(alarm: Alarm, device_name: str) -> AlarmOut:
    """Return an alarm as an operator sees it."""
    columns = {column.key: getattr(alarm, column.key) for column in Alarm.__table__.columns}
    return AlarmOut.model_validate(columns | {"alarm_id": str(alarm.id), "device_name": device_name})
