"""What is true of cases whatever the database and the network do."""

import secrets
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from servicekit.workdays import Calendar
from svc_filing.cases.errors import CorrectionOnlyOnce, WrongState
from svc_filing.cases.types import TRANSITIONS, Act, State

SHANGHAI = ZoneInfo("Asia/Shanghai")

#: 行政许可法 art. 32: what is missing is told once, within five days.
DAYS_TO_ASK = 5


def next_state(state: State, act: Act) -> State:
    """Return where an act leads.

    Raises:
        WrongState: it is not allowed now; what is allowed stands in `allowed`.

    """
    found = TRANSITIONS[act].get(state)
    if found is None:
        raise WrongState(state=state, allowed=allowed(state))
    return found


def allowed(state: State) -> list[str]:
    """Return what may be done in a state."""
    return [str(act) for act, ways in TRANSITIONS.items() if state in ways]


def check_correction(corrections: int) -> None:
    """Refuse to ask for a second correction (行政许可法 art. 32: once for all)."""
    if corrections:
        raise CorrectionOnlyOnce


def number(region_code: str, day: date, serial: int) -> str:
    """Return a 申报号 of 21 digits: region, day, seven digits that count up."""
    return f"{region_code[:6]}{day:%Y%m%d}{serial:07d}"


def password() -> str:
    """Return six digits with which anybody who holds them may ask how a case stands."""
    return f"{secrets.randbelow(1_000_000):06d}"


def local_day(moment: datetime) -> date:
    """Return the day on which something happened here."""
    return moment.astimezone(SHANGHAI).date()


def due(
    calendar: Calendar, accepted: datetime, amount: int | None, unit: str | None
) -> tuple[date | None, bool]:
    """Return the last day of a time limit and whether it is provisional.

    Working days leave out rest days (行政许可法 art. 82); the day after acceptance is day 1.
    """
    start = local_day(accepted)
    if amount is None or unit is None:
        return None, False
    if unit == "WORKDAY":
        found = calendar.add(start, amount)
        return found.day, found.is_provisional
    days = {"DAY": amount, "HOUR": 0, "MINUTE": 0, "MONTH": amount * 30, "YEAR": amount * 365}[unit]
    return start + timedelta(days=days), False


def end_of(day: date) -> datetime:
    """Return the moment after which a day is over here."""
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), SHANGHAI)
