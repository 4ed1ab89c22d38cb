"""What the law's clock does to cases."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.deadlines import Jobs
from servicekit.tools import tools_of
from svc_filing.cases.service import ACCEPT_BY, DECIDE_BY, CaseService

jobs = Jobs()


def case_service(session: AsyncSession, now: datetime) -> CaseService:
    """Build the use cases for one deadline."""
    tools = tools_of(session)
    return CaseService(session, now, tools.open_vault(), tools.settings)


@jobs.on(ACCEPT_BY)
async def deem_accepted(subject: str, session: AsyncSession, now: datetime) -> None:
    """Take an application as accepted when nobody answered in time."""
    await case_service(session, now).deem_accepted(UUID(subject))


@jobs.on(DECIDE_BY)
async def mark_overdue(subject: str, session: AsyncSession, now: datetime) -> None:
    """Mark a case whose legal limit has passed."""
    await case_service(session, now).mark_overdue(UUID(subject))
