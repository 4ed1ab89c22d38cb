"""What time does to presence."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.deadlines import Jobs
from servicekit.tools import tools_of
from svc_kiosk.devices.types import LOOK
from svc_kiosk.presence.rules import LISTEN_EVERY
from svc_kiosk.presence.service import PresenceService

jobs = Jobs()


@jobs.on(LOOK)
async def look(device_id: str, session: AsyncSession, now: datetime) -> None:
    """Look whether a device has fallen silent or is back."""
    await PresenceService(session, now, tools_of(session).settings).look(device_id)


@jobs.every("hearing.listen", LISTEN_EVERY)
async def listen(_subject: str, session: AsyncSession, now: datetime) -> None:
    """Find out whether we hear at all."""
    tools = tools_of(session)
    await PresenceService(session, now, tools.settings).listen(tools.http)
