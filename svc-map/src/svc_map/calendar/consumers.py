"""What svc-map does when the work calendar changes."""

from sqlalchemy.ext.asyncio import AsyncSession

from sanzhi_proto.catalog.v1.catalog_pb2 import CalendarChanged
from servicekit.calendars import keep_year
from servicekit.consumer import Consumers
from svc_map.calendar.models import CalendarYear

consumers = Consumers()


@consumers.on("catalog.calendar", CalendarChanged)
async def copy_year(event: CalendarChanged, session: AsyncSession) -> None:
    """Keep the copy as new as the catalogue."""
    await keep_year(
        session,
        CalendarYear,
        year=int(event.year),
        version=event.version,
        is_provisional=event.is_provisional,
        days=((day.date, day.is_off) for day in event.days),
    )
