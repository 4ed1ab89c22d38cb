"""What svc-map does when the work calendar changes."""

from sqlalchemy.ext.asyncio import AsyncSession

from sanzhi_proto.catalog.v1.catalog_pb2 import CalendarChanged
from servicekit.consumer import Consumers
from svc_map.calendar.service import CalendarService

consumers = Consumers()


@consumers.on("catalog.calendar", CalendarChanged)
async def copy_year(event: CalendarChanged, session: AsyncSession) -> None:
    """Keep the copy as new as the catalogue."""
    await CalendarService(session).replace(event)
