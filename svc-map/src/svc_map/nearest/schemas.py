"""The form of the answer to: where should I go?"""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, Field

from servicekit.positions import Crs
from servicekit.schemas import Out
from servicekit.workdays import SHANGHAI
from svc_map.hours.schemas import ReasonOut
from svc_map.waits.schemas import WaitOut

YEARS = range(2000, 2101)


def local_unless_said(moment: datetime) -> datetime:
    """Return a moment with its zone, Shanghai's if it was told without one.

    Raises:
        ValueError: no calendar reaches there.

    """
    if moment.year not in YEARS:
        raise ValueError("lies outside every calendar")
    return moment.replace(tzinfo=SHANGHAI) if moment.tzinfo is None else moment


Moment = Annotated[datetime, AfterValidator(local_unless_said)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]


class CandidateOut(Out):
    """One place, and why it is of no use if it is not."""

    #: That of a site (county_hall, ...), or `kiosk`.
    kind: str
    #: Of the site or of the terminal.
    id: str
    name: str
    address: str
    phone: str
    #: Where it lies.
    region_code: str
    longitude: float
    latitude: float
    crs: Crs
    is_indicative: bool
    distance_m: int
    #: In its hours, and working.
    is_open: bool
    offers: bool
    #: Open at the moment asked for, and offering the item.
    is_fit: bool
    #: The nearest that is fit.
    is_recommended: bool = False
    why_not: list[ReasonOut]
    #: When a closed one opens again, and when an open one closes; none: never, or nobody knows.
    opens_at: datetime | None
    closes_at: datetime | None
    #: The answer rests on a year whose holidays have not been announced.
    is_provisional: bool
    #: As of now, whatever moment was asked for; terminals have none.
    wait: WaitOut | None


class WantedOut(Out):
    """The item that was asked for."""

    code: str
    #: None: no list has ever held it.
    directory_code: str | None
    name: str | None


class NearestOut(Out):
    """Where to go for an item at a moment."""

    at: datetime
    item: WantedOut | None
    #: The recommended one first, then the others nearest first.
    candidates: list[CandidateOut]
