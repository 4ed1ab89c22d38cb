"""The JSON of the work calendar."""

import datetime as dt
from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

from servicekit.schemas import In, Out

Line = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f<>]+$")]


class DayOut(Out):
    """A day that differs from an ordinary week."""

    date: dt.date
    is_off: bool
    name: str


class SourceOut(Out):
    """The notice that a year was taken from."""

    title: str
    number: str
    issued_on: dt.date
    #: What was accepted although it looked wrong, and why.
    accepted: list[str]
    reason: str


class YearOut(Out):
    """One year of the work calendar."""

    year: int
    #: The notice is not out: only weekends and fixed holidays are known.
    is_provisional: bool
    version: int
    days: list[DayOut]
    notice: SourceOut | None = None


class HolidayIn(In):
    """Days off in a row."""

    name: Line
    first: dt.date
    last: dt.date


class NoticeIn(In):
    """The yearly notice, as its table stands."""

    title: Line
    #: 文号
    number: Annotated[str, StringConstraints(max_length=40, pattern=r"^[^\x00-\x1f<>]*$")] = ""
    issued_on: dt.date
    is_provisional: bool = False
    holidays: list[HolidayIn] = Field(min_length=1, max_length=20)
    #: Weekend days that are worked instead.
    worked: list[dt.date] = Field(max_length=30)
    #: Codes of findings that hold nevertheless, with the reason.
    accepts: list[Annotated[str, StringConstraints(pattern=r"^[a-z-]{1,40}$")]] = Field(
        default=[], max_length=5
    )
    reason: Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00<>]*$")] = ""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "title": "国务院办公厅关于2026年部分节假日安排的通知",
                    "number": "国办发明电〔2025〕7号",
                    "issued_on": "2025-11-04",
                    "holidays": [{"name": "元旦", "first": "2026-01-01", "last": "2026-01-03"}],
                    "worked": ["2026-01-04"],
                }
            ]
        }
    )


class ImportedOut(Out):
    """What a notice changes."""

    year: YearOut
    is_changed: bool
    #: Nothing was kept: it was only tried.
    is_trial: bool
    added: list[DayOut]
    removed: list[DayOut]
