"""Use cases on the work calendar."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.workdays import Calendar
from svc_catalog.calendar.models import CalendarYear


async def calendar(session: AsyncSession) -> Calendar:
    """Return the calendar of all years that are known."""
    years = (await session.scalars(select(CalendarYear))).all()
    days = {date.fromisoformat(day["date"]): day["is_off"] for year in years for day in year.days}
    return Calendar(days, known_years=frozenset(year.year for year in years if not year.is_provisional))
