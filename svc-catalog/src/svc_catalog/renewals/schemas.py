"""The JSON of renewals."""

from datetime import datetime

from servicekit.schemas import Out
from svc_catalog.renewals.types import Outcome


class ResultOut(Out):
    """What a publication did to an item."""

    item_id: str
    item_name: str
    region_code: str
    outcome: Outcome
    reason: str


class ComparisonOut(Out):
    """What a round changed, against the round before."""

    round_title: str
    published_at: datetime
    added: int
    removed: int
    kept: int
    missed: int
    results: list[ResultOut]
    next: str | None
