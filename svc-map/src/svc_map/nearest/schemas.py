"""The JSON of nearest places."""

from datetime import datetime

from servicekit.schemas import Out
from svc_map.sites.schemas import WaitOut


class WhyNotOut(Out):
    """One reason not to go there."""

    code: str
    text: str
    since: datetime | None = None


class CandidateOut(Out):
    """A hall or a terminal, and whether one can go there."""

    #: site or kiosk
    kind: str
    id: str
    name: str
    address: str
    region_code: str
    longitude: float
    latitude: float
    crs: str
    is_indicative: bool
    distance_m: int
    #: Open at the time asked for, offering the item.
    is_fit: bool
    is_recommended: bool
    why_not: list[WhyNotOut]
    opens_at: datetime | None
    wait: WaitOut | None


class NearestOut(Out):
    """Where to go, best first; those one need not go to follow, each with its reasons."""

    at: datetime
    item: str | None
    candidates: list[CandidateOut]
