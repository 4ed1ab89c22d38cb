"""What time does to the directory: every night it is compared, and never changed by itself."""

import logging
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.deadlines import Deadlines, Jobs
from servicekit.problems import NeighbourAway
from servicekit.tools import tools_of
from svc_workforce.settings import Settings
from svc_workforce.syncs import rules
from svc_workforce.syncs.clients import StaffPlatform
from svc_workforce.syncs.errors import PlatformRefuses
from svc_workforce.syncs.service import SyncService
from svc_workforce.syncs.types import Progress

log = logging.getLogger(__name__)
jobs = Jobs()

COMPARE = "directory.compare"
#: When a platform that was away is asked again.
LATER = timedelta(hours=1)


@jobs.every(COMPARE, timedelta(days=1))
async def compare(subject: str, session: AsyncSession, now: datetime) -> None:
    """Keep the difference of the night for whoever applies it; one that looks wrong is an alarm."""
    tools, deadlines = tools_of(session), Deadlines(session)
    settings: Settings = tools.settings
    await deadlines.set(COMPARE, subject, rules.next_night(now))
    if not settings.staff_url:
        return
    platform = StaffPlatform(tools.http, settings)
    syncs = SyncService(session, now, tools.open_vault())
    try:
        sync = await syncs.compare(platform.directory, "svc-workforce", settings.most_leavers)
    except (NeighbourAway, PlatformRefuses) as refusal:
        log.warning("the directory could not be compared: %s", refusal.slug())
        await deadlines.set(COMPARE, subject, now + LATER)
        return
    if sync.state is Progress.REFUSED:
        log.error("the directory looks wrong, nothing was changed: %s", sync.reason)
