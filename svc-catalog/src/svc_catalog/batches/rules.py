"""What is true of batches whatever the database does."""

from collections.abc import Collection, Sequence
from datetime import date

from svc_catalog.batches.types import Pace


def missing(region: str, codes: Sequence[str], covered: Collection[tuple[str, str]]) -> list[str]:
    """Return the items of a batch that a county shows no guide of yet, in the order of the plan."""
    return [code for code in codes if (region, code) not in covered]


def pace(left: Collection[str], due_on: date, today: date) -> Pace:
    """Return how far a county is; its last day is still its own."""
    if not left:
        return Pace.DONE
    return Pace.OVERDUE if today > due_on else Pace.ON_THE_WAY
