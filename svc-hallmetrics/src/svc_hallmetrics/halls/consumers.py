"""What svc-hallmetrics does when a site changes."""

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from sanzhi_proto.map.v1.map_pb2 import SiteChanged
from servicekit.consumer import Consumers
from servicekit.copies import keep
from svc_hallmetrics.halls.models import Hall

consumers = Consumers()


@consumers.on("map.site", SiteChanged)
async def copy_hall(event: SiteChanged, session: AsyncSession) -> None:
    """Keep the copy as new as the map."""
    row = {
        "hall_id": event.site_id,
        "source_version": event.version,
        "name": event.name,
        "region_code": event.region_code,
        "state": event.state,
    }
    await keep(session, Hall, row)


@consumers.gone("map.site")
async def remove_hall(site_id: str, session: AsyncSession) -> None:
    """Forget a hall; its tickets stay."""
    await session.execute(delete(Hall).where(Hall.hall_id == site_id))
