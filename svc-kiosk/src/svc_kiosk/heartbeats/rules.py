"""Which heartbeats give reason for alarm."""

from svc_kiosk.alarms.types import Kind
from svc_kiosk.heartbeats.types import Condition


def faults_of(said: Condition, *, tolerance: float, low: int) -> tuple[Kind, ...]:
    """Return what a device says is wrong with it, sorted.

    `tolerance` is in seconds, `low` the per cent at which a supply counts as used up.
    """
    found = {
        Kind.PERIPHERAL: "fault" in said.parts,
        Kind.PAPER: any(level <= low for level in said.supplies),
        Kind.CLOCK: abs(said.clock_ahead) > tolerance,
        Kind.APP: said.app == "fault",
    }
    return tuple(sorted(kind for kind, is_so in found.items() if is_so))
