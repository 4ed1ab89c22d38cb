"""What svc-helpdesk does when a terminal falls silent or comes back."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from sanzhi_proto.kiosk.v1.kiosk_pb2 import AlarmEnded, AlarmRaised
from servicekit.consumer import Consumers
from svc_helpdesk.alarms.models import OpenAlarm

consumers = Consumers()


@consumers.on("kiosk.alarm", AlarmRaised)
async def note_alarm(event: AlarmRaised, session: AsyncSession) -> None:
    """Remember that a terminal is out of order, so that people who ask are told."""
    row = {
        "alarm_id": event.alarm_id,
        "device_id": event.device_id,
        "region_code": event.region_code,
        "kind": event.kind,
        "since": datetime.fromisoformat(event.since),
    }
    await session.execute(insert(OpenAlarm).values(row).on_conflict_do_nothing())


@consumers.on("kiosk.alarm", AlarmEnded)
async def end_alarm(event: AlarmEnded, session: AsyncSession) -> None:
    """Forget an alarm that has ended."""
    await session.execute(delete(OpenAlarm).where(OpenAlarm.alarm_id == event.alarm_id))
