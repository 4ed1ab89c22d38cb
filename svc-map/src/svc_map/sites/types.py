"""Opening hours, and what is said of a moment."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel, ConfigDict

#: Spans of a day as local times: `[["08:30", "12:00"], ["14:00", "17:30"]]`.
Spans = list[tuple[str, str]]


class Hours(BaseModel):
    """When a site is open; working days follow the work calendar, make-up days included."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    workdays: Spans
    saturday: Spans = []
    sunday: Spans = []


@dataclass(frozen=True)
class Openness:
    """Whether a place is open at a moment, and if not, why."""

    is_open: bool
    #: closed_now, lunch_break, rest_day, holiday, site_paused, site_moved, site_closed
    reason: str = ""
    #: The moment at which that changes, if it is within a fortnight.
    changes_at: datetime | None = None
    #: The year's notice is not out.
    is_provisional: bool = False
