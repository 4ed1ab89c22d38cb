"""Use cases on the copy of the work calendar."""

from sqlalchemy.ext.asyncio import AsyncSession

from sanzhi_proto.catalog.v1.catalog_pb2 import CalendarChanged
from servicekit.calendars import calendar_of, keep_year
from servicekit.workdays import Calendar
from svc_map.calendar.models import CalendarYear


class CalendarService:
    """What other features and events may ask of the work calendar."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def known(self) -> Calendar:
        """Return the calendar of all years that are known."""
        return await calendar_of(self._session, CalendarYear)

    async def replace(self, event: CalendarChanged) -> None:
        """Take over a year; an older state changes nothing."""
        await keep_year(
            self._session,
            CalendarYear,
            year=int(event.year),
            version=event.version,
            is_provisional=event.is_provisional,
            days=((day.date, day.is_off) for day in event.days),
        )
