"""What svc-map does a moment after a list has changed."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.deadlines import Jobs
from svc_map.offers.types import TELL
from svc_map.sites.service import SiteService

jobs = Jobs()


@jobs.on(TELL)
async def tell_offers(list_region: str, session: AsyncSession, now: datetime) -> None:
    """Announce the sites of a list with what they offer now."""
    await SiteService(session, now).retell(list_region)
