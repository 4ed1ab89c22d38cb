"""Hours, and why a place is of no use at a moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import TypeAlias

#: From when to when, by ISO weekday (1 is Monday); several a day around a lunch break.
Week: TypeAlias = Mapping[int, Sequence[tuple[time, time]]]


class Closed(StrEnum):
    """Why a place is closed at a moment."""

    NOW = "closed_now"  # before the first or after the last hour of the day
    LUNCH_BREAK = "lunch_break"
    WEEKEND = "rest_day"
    HOLIDAY = "holiday"


@dataclass(frozen=True)
class Day:
    """One day of a place: its hours in order, or why there are none."""

    date: date
    spans: Sequence[tuple[datetime, datetime]]
    closed: Closed | None
    #: The notice about the year's holidays is not out.
    is_provisional: bool


@dataclass(frozen=True)
class Opening:
    """Whether a place is open at a moment, why not, and when that changes."""

    is_open: bool
    why_not: Closed | None = None
    #: None: never, as far as one can see.
    next_change: datetime | None = None
    #: The answer rests on a year whose notice is not out.
    is_provisional: bool = False


@dataclass(frozen=True)
class Reason:
    """One reason why a place is of no use: for programs, for people, and since when if that is known."""

    code: str
    text: str
    since: datetime | None = None
