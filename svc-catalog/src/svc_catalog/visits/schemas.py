"""The JSON of what is seen and said of guides."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from servicekit.schemas import In, Out
from servicekit.scope import RegionCode
from svc_catalog.media.types import Form
from svc_catalog.visits.types import LONGEST, Act, Channel, Reason


class VisitIn(In):
    """A guide was opened, or seen to its end; who did it is not asked."""

    #: Where somebody is; the county is kept.
    region: RegionCode
    channel: Channel = Channel.WEB
    act: Act = Act.VIEW


class FeedbackIn(In):
    """Whether a guide has helped; if it has not, why."""

    region: RegionCode
    channel: Channel = Channel.WEB
    is_helpful: bool
    reason: Reason | None = None
    text: Annotated[str, StringConstraints(max_length=LONGEST, pattern=r"^[^\x00<>]*$")] = ""

    @model_validator(mode="after")
    def is_whole(self) -> Self:
        """Refuse a complaint without a reason, and praise with one."""
        if self.is_helpful is (self.reason is not None):
            raise ValueError("a reason belongs to what did not help, and to nothing else")
        return self


class CountsOut(Out):
    """How often guides were seen, and what was said."""

    views: int
    completions: int
    helpful: int
    not_helpful: int
    #: By reason, the most frequent first.
    reasons: dict[Reason, int]


class FiguresOut(CountsOut):
    """The figures of one guide."""

    media_id: UUID
    title: str
    form: Form
    region_code: str
    is_published: bool


class PlaceOut(Out):
    """How often a guide was seen in a county on a channel."""

    region_code: str
    region_name: str
    channel: Channel
    views: int
    completions: int


class DayOut(Out):
    """How often a guide was seen on a day."""

    day: date
    views: int
    completions: int


class SaidOut(Out):
    """What somebody said in words."""

    day: date
    region_code: str
    number: int
    is_helpful: bool
    reason: Reason | None
    text: str


class FullFiguresOut(FiguresOut):
    """The figures of one guide by day and place, and what was said of it."""

    days: list[DayOut]
    places: list[PlaceOut]
    said: Annotated[list[SaidOut], Field(description="the latest first, at most a hundred")]
