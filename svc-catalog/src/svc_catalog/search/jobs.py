"""What happens to the index as time passes."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.deadlines import Jobs
from svc_catalog.search.repository import SearchRepository

jobs = Jobs()
KEPT_FOR = timedelta(days=1)


@jobs.every("search.forget-changes", timedelta(hours=6))
async def forget_changes(_subject: str, session: AsyncSession, now: datetime) -> None:
    """Forget the changes that every process has taken in; one that slept longer reads everything."""
    await SearchRepository(session).forget_changes(now - KEPT_FOR)
