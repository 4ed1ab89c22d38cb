"""What happens to counts as time passes."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.deadlines import Jobs
from svc_catalog.asked import service

jobs = Jobs()


@jobs.every("asked.forget", timedelta(days=1))
async def forget(_subject: str, session: AsyncSession, now: datetime) -> None:
    """Forget the counts of days long past."""
    await service.forget(session, now)
