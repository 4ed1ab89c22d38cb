"""How an alarm looks to other services."""

from sanzhi_proto.kiosk.v1.kiosk_pb2 import AlarmEnded, AlarmRaised
from servicekit.events import Event, Topic
from svc_kiosk.alarms.models import Alarm

ALARMS = Topic("kiosk.alarm", key="device_id", facts=(AlarmRaised, AlarmEnded))


def alarm_raised(alarm: Alarm) -> Event:
    """Announce that something is wrong with a device."""
    message = AlarmRaised(
        device_id=alarm.device_id,
        alarm_id=str(alarm.id),
        kind=alarm.kind,
        region_code=alarm.region_code,
        since=alarm.since.isoformat(),
        raised_at=alarm.raised_at.isoformat(),
    )
    return ALARMS.event(message, version=alarm.event_number)


def alarm_ended(alarm: Alarm) -> Event:
    """Announce that it is over, and how long it took."""
    message = AlarmEnded(
        device_id=alarm.device_id,
        alarm_id=str(alarm.id),
        kind=alarm.kind,
        region_code=alarm.region_code,
        since=alarm.since.isoformat(),
        ended_at=alarm.ended_at.isoformat() if alarm.ended_at else "",
        duration_s=alarm.duration_s or 0,
    )
    return ALARMS.event(message, version=alarm.event_number)
