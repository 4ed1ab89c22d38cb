"""What time does to revisions."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.deadlines import Jobs
from svc_catalog.revisions.service import EFFECT, RevisionService

jobs = Jobs()


@jobs.on(EFFECT)
async def take_effect(revision_id: str, session: AsyncSession, now: datetime) -> None:
    """Let out a revision whose day has come."""
    await RevisionService(session, now).take_effect(UUID(revision_id))
