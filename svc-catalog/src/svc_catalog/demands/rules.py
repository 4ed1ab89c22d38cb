"""What is true of demands whatever the database and the network do."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from servicekit import text as texts
from servicekit.problems import NotAllowed
from servicekit.workdays import SHANGHAI, Calendar
from svc_catalog.demands.errors import (
    DemandedAlready,
    OnTheSheet,
    SheetOfSomebodyElse,
    SheetOutOfReach,
    TooManyDemands,
)

#: Working days in which the owner of an item answers.
ANSWERED_IN = 3
#: Open ones for one sheet; nobody is sent away more often.
MOST = 10
STAFF, RESIDENTS = "staff", ("person", "organisation")


def said_by(kind: str, subject: str, holder: str | None, *, may: bool, is_near: bool) -> str:
    """Return as whom somebody speaks about a sheet: `clerk` or `holder`.

    `may` and `is_near` tell whether staff hold the permission at all, and where the item is handled.
    A sheet of a visitor belongs to whoever has it in the hand.

    Raises:
        SheetOutOfReach: a clerk of another region.
        SheetOfSomebodyElse: it was given to somebody else.
        NotAllowed: neither a clerk nor a resident.

    """
    if kind not in {STAFF, *RESIDENTS} or (kind == STAFF and not may):
        raise NotAllowed
    if kind == STAFF:
        if not is_near:
            raise SheetOutOfReach
        return "clerk"
    if holder is not None and holder != subject:
        raise SheetOfSomebodyElse
    return "holder"


def check_extra(what: str, named: Sequence[str], waiting: Sequence[str]) -> None:
    """Refuse what is no extra demand, or is recorded already.

    Raises:
        OnTheSheet: the sheet names it.
        DemandedAlready: it waits for its answer.
        TooManyDemands: so many wait.

    """
    wanted = texts.normal(what)
    if wanted in map(texts.normal, named):
        raise OnTheSheet
    if wanted in map(texts.normal, waiting):
        raise DemandedAlready
    if len(waiting) >= MOST:
        raise TooManyDemands


def due_at(now: datetime, calendar: Calendar) -> datetime:
    """Return the end of the last day on which an answer is in time."""
    last = calendar.add(now.astimezone(SHANGHAI).date(), ANSWERED_IN).day
    return datetime.combine(last, time(), SHANGHAI) + timedelta(days=1)
