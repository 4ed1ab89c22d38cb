"""What time does to the directory: once a day it is compared, and never changed by itself."""

import logging
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.deadlines import Jobs
from servicekit.problems import NeighbourAway
from servicekit.tools import tools_of
from svc_workforce.settings import Settings
from svc_workforce.syncs.clients import StaffPlatform
from svc_workforce.syncs.errors import PlatformRefuses
from svc_workforce.syncs.service import SyncService

log = logging.getLogger(__name__)
jobs = Jobs()


@jobs.every("directory.compare", timedelta(days=1))
async def compare(_subject: str, session: AsyncSession, now: datetime) -> None:
    """Keep the difference of the day for whoever applies it; one that looks wrong is an alarm."""
    tools = tools_of(session)
    settings: Settings = tools.settings
    if not settings.staff_url:
        return
    try:
        directory = await StaffPlatform(tools.http, settings).directory()
    except (NeighbourAway, PlatformRefuses) as refusal:
        # Tomorrow is soon enough: people are asked for by hand whenever somebody needs them.
        log.warning("the directory could not be compared: %s", refusal.slug())
        return
    sync = await SyncService(session, now, tools.open_vault()).compare(
        directory, "svc-workforce", settings.most_leavers
    )
    if sync.reason:
        log.error("the directory looks wrong, nothing was changed: %s", sync.reason)
