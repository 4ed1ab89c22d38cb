"""How a year looks to other services."""

from collections.abc import AsyncIterator

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from sanzhi_proto.catalog.v1.catalog_pb2 import CalendarChanged, CalendarDay
from servicekit.events import Event, Topic
from svc_catalog.calendar.models import CalendarYear

CALENDAR = Topic("catalog.calendar", key="year", facts=(CalendarChanged,), kind="state", partitions=1)


def calendar_changed(year: CalendarYear) -> Event:
    """Announce a year as it now is."""
    message = CalendarChanged(
        year=str(year.year),
        version=year.version,
        is_provisional=year.is_provisional,
        days=[CalendarDay(date=day["date"], is_off=day["is_off"], name=day["name"]) for day in year.days],
    )
    return CALENDAR.event(message, version=year.version)


async def all_years(session: AsyncSession) -> AsyncIterator[Event]:
    """Yield the present state of every year."""
    for year in await session.scalars(select(CalendarYear).order_by(CalendarYear.year)):
        yield calendar_changed(year)
