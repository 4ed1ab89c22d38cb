"""Where a gap stands."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class GapState(StrEnum):
    """What has become of a gap."""

    OPEN = "open"
    TAKEN = "taken"
    MENDED = "mended"
    #: It is nothing that a government offers.
    DISMISSED = "dismissed"


@dataclass(frozen=True, kw_only=True)
class Counted:
    """How a question fared in a time."""

    asked: int
    empty: int
    clicks: int


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """A gap, and how often it hurt."""

    query: str
    region_code: str
    counted: Counted
    state: str
    department_code: str | None
    note: str
    mended_on: date | None
    #: Within the days that were looked at; `None`: it was not asked in them.
    first_day: date | None
    before: Counted
    after: Counted
