"""How reports become a ticket: whatever their order and however often they come, the result is the same."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Protocol
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from svc_hallmetrics.tickets.types import Report, Step, Thresholds

SHANGHAI = ZoneInfo("Asia/Shanghai")
NAMESPACE = UUID("6f1c1f0e-5d7b-4f0a-9a43-0c5f6a2f7e11")
ORDER = ("taken_at", "called_at", "started_at", "finished_at")
FIELD = {
    Step.TAKEN: "taken_at",
    Step.CALLED: "called_at",
    Step.STARTED: "started_at",
    Step.FINISHED: "finished_at",
    Step.LEFT: "left_at",
}


class Moments(Protocol):
    """The part of a ticket that these rules read and write."""

    taken_at: datetime | None
    called_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    left_at: datetime | None
    business: str
    window: str
    state: str
    flags: list[str]
    is_credible: bool


def local_day(moment: datetime) -> date:
    """Return the day on which something happened here."""
    return moment.astimezone(SHANGHAI).date()


def ticket_id(hall_id: str, day: date, machine: str, number: str) -> UUID:
    """Return the id of a ticket, the same whoever reports it first."""
    return uuid5(NAMESPACE, f"{hall_id}|{day.isoformat()}|{machine}|{number}")


def corrected(moment: datetime, offset_s: int) -> datetime:
    """Return a moment as a right clock would have told it."""
    return moment - timedelta(seconds=offset_s)


def offset(machine_now: datetime, observed_at: datetime, tolerance: int) -> int:
    """Return by how many seconds a machine's clock is fast; small differences are the way of the network."""
    seconds = round((machine_now - observed_at).total_seconds())
    return seconds if abs(seconds) > tolerance else 0


def merge(ticket: Moments, reports: Iterable[Report]) -> bool:
    """Add reports to a ticket; return whether it changed. Of two reports of one step the earlier stands."""
    changed = False
    for report in reports:
        field = FIELD[report.step]
        known = getattr(ticket, field)
        if known is None or report.at < known:
            setattr(ticket, field, report.at)
            changed = True
        for name in ("business", "window"):
            said = getattr(report, name)
            # A fixed choice among contradictions, so that order does not matter.
            if said and (not getattr(ticket, name) or said < getattr(ticket, name)):
                setattr(ticket, name, said)
                changed = True
        if report.is_corrected and "clock_corrected" not in ticket.flags:
            ticket.flags = sorted([*ticket.flags, "clock_corrected"])
            changed = True
    return changed


def judge(ticket: Moments, thresholds: Thresholds) -> None:
    """Set state, flags and credibility from the moments that are known."""
    flags = {flag for flag in ticket.flags if flag == "clock_corrected"}
    known = [getattr(ticket, name) for name in ORDER if getattr(ticket, name) is not None]
    if known != sorted(known):
        flags.add("order_broken")
    begun = ticket.started_at or ticket.called_at
    if begun and ticket.finished_at:
        seconds = (ticket.finished_at - begun).total_seconds()
        if seconds < thresholds.shortest:
            flags.add("too_short")
        if seconds > thresholds.longest:
            flags.add("too_long")
    ticket.flags = sorted(flags)
    ticket.is_credible = not flags & {"order_broken", "too_short", "too_long"}
    ticket.state = state_of(ticket)


def state_of(ticket: Moments) -> str:
    """Return where a ticket stands."""
    if ticket.finished_at:
        return "served"
    if ticket.left_at:
        return "abandoned"
    if ticket.started_at:
        return "serving"
    return "called" if ticket.called_at else "waiting"
