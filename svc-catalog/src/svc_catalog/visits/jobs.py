"""What happens to counts as time passes."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.deadlines import Jobs
from svc_catalog.visits import service
from svc_catalog.visits.types import FORGET

jobs = Jobs()


@jobs.every(FORGET, timedelta(days=1))
async def forget(_subject: str, session: AsyncSession, now: datetime) -> None:
    """Forget the counts of days long past."""
    await service.forget(session, now)
