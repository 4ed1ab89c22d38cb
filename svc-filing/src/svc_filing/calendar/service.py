"""Use cases on the copy of the work calendar."""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from sanzhi_proto.catalog.v1.catalog_pb2 import CalendarChanged
from servicekit.workdays import Calendar
from svc_filing.calendar.models import CalendarYear


class CalendarService:
    """What other features and events may ask of the calendar."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def calendar(self) -> Calendar:
        """Return the calendar of all years that are known."""
        years = (await self._session.scalars(select(CalendarYear))).all()
        days = {day: is_off for year in years for day, is_off in year.table().items()}
        return Calendar(days, known_years={year.year for year in years if not year.is_provisional})

    async def replace(self, event: CalendarChanged) -> None:
        """Take over a year; an older version changes nothing."""
        row = {
            "year": int(event.year),
            "calendar_version": event.version,
            "is_provisional": event.is_provisional,
            "days": {day.date: day.is_off for day in event.days},
        }
        statement = insert(CalendarYear).values(row)
        await self._session.execute(
            statement.on_conflict_do_update(
                index_elements=["year"],
                set_=row,
                where=CalendarYear.calendar_version < statement.excluded.calendar_version,
            )
        )
