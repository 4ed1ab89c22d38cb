"""The form of hours and of reasons."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from servicekit.schemas import In, Out
from servicekit.workdays import SHANGHAI
from svc_map.hours.types import Day

ClockTime = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["08:30"])]


class ReasonOut(Out):
    """Why a place is of no use: `code` for programs, `text` for people."""

    code: str
    text: str
    since: datetime | None


class SpanOut(Out):
    """Open from when to when, local time."""

    opens: str
    closes: str


class TodayOut(Out):
    """The hours of one day, or why there are none."""

    date: date
    spans: list[SpanOut]
    closed: str | None
    #: The notice about the year's holidays is not out.
    is_provisional: bool


class HoursIn(In):
    """Open from when to when on a weekday, 1 being Monday."""

    weekday: Annotated[int, Field(ge=1, le=7)]
    opens: ClockTime
    closes: ClockTime


class HoursOut(Out):
    """Open from when to when on a weekday, 1 being Monday."""

    weekday: int
    opens: str
    closes: str


def today_out(day: Day) -> TodayOut:
    """Return the hours of a day as they are shown."""
    spans = [
        SpanOut(opens=f"{opens.astimezone(SHANGHAI):%H:%M}", closes=f"{closes.astimezone(SHANGHAI):%H:%M}")
        for opens, closes in day.spans
    ]
    return TodayOut(date=day.date, spans=spans, closed=day.closed, is_provisional=day.is_provisional)
