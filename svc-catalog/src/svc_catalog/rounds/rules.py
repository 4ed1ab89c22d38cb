"""What is true of rounds whatever the database and the network do."""

from datetime import date, datetime, time, timedelta

from servicekit.workdays import SHANGHAI
from svc_catalog.rounds.errors import DatesReversed, RoundNotOpen
from svc_catalog.rounds.types import State


def span(opens_on: date, closes_on: date, now: datetime) -> tuple[datetime, datetime]:
    """Return from when until when a round takes proposals: whole days in Shanghai.

    Raises:
        DatesReversed: it would close before it opens, or has closed already.

    """
    opens = datetime.combine(opens_on, time(), SHANGHAI)
    closes = datetime.combine(closes_on, time(), SHANGHAI) + timedelta(days=1)
    if closes_on < opens_on or closes <= now:
        raise DatesReversed
    return opens, closes


def state(opens_at: datetime, closes_at: datetime, published_at: datetime | None, now: datetime) -> State:
    """Return where a round stands."""
    if published_at is not None:
        return State.PUBLISHED
    if now < opens_at:
        return State.PLANNED
    return State.OPEN if now < closes_at else State.CLOSED


def require(found: State, *wanted: State) -> None:
    """Refuse what a round does not take now.

    Raises:
        RoundNotOpen: with its state, and those in which it could be.

    """
    if found not in wanted:
        raise RoundNotOpen(state=found, wanted=list(wanted))
