"""What the minute does to questions."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.deadlines import Jobs
from servicekit.tools import tools_of
from svc_helpdesk.handovers.service import LATE, HandoverService

jobs = Jobs()


@jobs.on(LATE)
async def mark_late(subject: str, session: AsyncSession, now: datetime) -> None:
    """Mark a question whose minute is over."""
    await HandoverService(session, now, tools_of(session).open_vault()).mark_late(UUID(subject))
