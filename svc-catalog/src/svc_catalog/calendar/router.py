"""HTTP in front of the work calendar."""

from datetime import date
from typing import Annotated

from fastapi import Path

from servicekit.auth import Public
from servicekit.db import Session
from servicekit.problems import Problem, problems
from servicekit.routing import Router
from servicekit.schemas import Out
from svc_catalog.calendar.models import CalendarYear

router = Router(tags=["calendar"])


class NoSuchYear(Problem):
    """Nothing is known of this year."""

    status = 404
    zh = "没有该年份的工作日历。"


class DayOut(Out):
    """A day that differs from an ordinary week."""

    date: date
    is_off: bool
    name: str


class YearOut(Out):
    """One year of the work calendar."""

    year: int
    is_provisional: bool
    version: int
    days: list[DayOut]


@router.get(
    "/calendar/{year}",
    dependencies=[Public("public holidays are public")],
    responses=problems(NoSuchYear),
)
async def show_year(year: Annotated[int, Path(ge=2000, le=2100)], session: Session) -> YearOut:
    """Return the days of a year on which work differs from ordinary weeks."""
    found = await session.get(CalendarYear, year)
    if found is None:
        raise NoSuchYear
    return YearOut.model_validate(found)
