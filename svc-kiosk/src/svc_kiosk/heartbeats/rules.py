"""Which heartbeats give reason for alarm."""

from datetime import datetime

from svc_kiosk.alarms.types import Kind
from svc_kiosk.heartbeats.schemas import HeartbeatSend


def clock_ahead(beat: HeartbeatSend, real_now: datetime) -> float:
    """Return the seconds by which a device's clock is ahead of ours; the way here counts as behind."""
    return (beat.sent_at - real_now).total_seconds()


def faults_of(beat: HeartbeatSend, ahead: float, *, tolerance: float, low: int) -> tuple[Kind, ...]:
    """Return what a device says is wrong with it, sorted.

    `ahead` and `tolerance` are seconds, `low` is the per cent at which a supply counts as used up.
    """
    found = {
        Kind.PERIPHERAL: any(part.status == "fault" for part in beat.peripherals),
        Kind.PAPER: any(supply.level <= low for supply in beat.consumables),
        Kind.CLOCK: abs(ahead) > tolerance,
        Kind.APP: beat.app == "fault",
    }
    return tuple(sorted(kind for kind, is_so in found.items() if is_so))
