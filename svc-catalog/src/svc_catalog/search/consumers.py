"""What search does when other services announce something."""

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from sanzhi_proto.map.v1.map_pb2 import SiteChanged
from servicekit.consumer import Consumers
from servicekit.copies import keep
from svc_catalog.search.models import FoundSite

consumers = Consumers()


@consumers.on("map.site", SiteChanged)
async def copy_site(event: SiteChanged, session: AsyncSession) -> None:
    """Keep the copy as new as the map."""
    row = {
        "site_id": event.site_id,
        "name": event.name,
        "kind": event.kind,
        "region_code": event.region_code,
        "address": event.address,
        "state": event.state,
        "source_version": event.version,
    }
    await keep(session, FoundSite, row)


@consumers.gone("map.site")
async def forget_site(site_id: str, session: AsyncSession) -> None:
    """Forget a site."""
    await session.execute(delete(FoundSite).where(FoundSite.site_id == site_id))
