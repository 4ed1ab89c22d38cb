"""The form of sites."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from servicekit.positions import Crs
from servicekit.schemas import In, Out
from svc_map.hours.schemas import HoursIn, HoursOut, TodayOut
from svc_map.sites.types import SiteState
from svc_map.waits.schemas import WaitOut

NO_NUL = r"^[^\x00]*$"
Name = Annotated[str, StringConstraints(min_length=2, max_length=200, pattern=NO_NUL)]
Address = Annotated[str, StringConstraints(min_length=2, max_length=300, pattern=NO_NUL)]
Phone = Annotated[str, StringConstraints(pattern=r"^[0-9][0-9-]{2,38}$")]
Source = Annotated[str, StringConstraints(min_length=2, max_length=200, pattern=NO_NUL)]


class SiteOut(Out):
    """A site, and whether it is open now."""

    site_id: str
    name: str
    kind: str
    region_code: str
    #: Whose list of items it offers.
    list_region: str
    address: str
    phone: str
    windows: int
    is_accessible: bool
    longitude: float
    latitude: float
    crs: Crs
    #: The position is not surveyed (示意坐标): not for navigation.
    is_indicative: bool
    state: str
    source: str
    changed_at: datetime
    version: int
    is_open: bool
    #: Why it is closed: for programs, and for people.
    reason: str | None
    why_not: str | None
    #: When it closes, or opens again.
    changes_at: datetime | None
    #: The answer rests on a year whose holidays have not been announced.
    is_provisional: bool
    hours: list[HoursOut]
    wait: WaitOut | None


class OfferOut(Out):
    """An item that a site offers."""

    item_id: str
    directory_code: str
    name: str


class SiteDetailOut(SiteOut):
    """A site with its hours and what it offers."""

    today: TodayOut
    items: list[OfferOut]


class OperatorSiteOut(SiteOut):
    """A site as an operator of its list sees it."""

    short_list: list[str] | None
    changed_by: str
    offers_changed_at: datetime | None


class PositionIn(In):
    """A position in China, in degrees."""

    longitude: Annotated[float, Field(ge=73, le=136, allow_inf_nan=False)]
    latitude: Annotated[float, Field(ge=3, le=54, allow_inf_nan=False)]
    crs: Crs = Crs.CGCS2000


class SiteEdit(In):
    """What an operator changes of a site; what is absent or null stays."""

    name: Name | None = None
    address: Address | None = None
    phone: Phone | None = None
    windows: Annotated[int, Field(ge=0, le=999)] | None = None
    is_accessible: bool | None = None
    position: PositionIn | None = None
    is_indicative: bool | None = None
    state: SiteState | None = None
    #: Where this is known from.
    source: Source | None = None
    #: The whole week; it replaces the former one.
    hours: Annotated[list[HoursIn], Field(max_length=28)] | None = None

    @model_validator(mode="after")
    def says_something(self) -> Self:
        """Refuse an edit that changes nothing."""
        if all(value is None for _, value in self):
            raise ValueError("nothing is to change")
        return self
