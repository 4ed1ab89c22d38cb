"""What svc-map does with tickets as time passes."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.deadlines import Jobs
from svc_map.waits.service import WaitService

jobs = Jobs()


@jobs.every("waits.sweep", timedelta(hours=1))
async def sweep(_subject: str, session: AsyncSession, now: datetime) -> None:
    """Forget the tickets of days that are over."""
    await WaitService(session, now).sweep()
