"""What happens to sessions without anybody asking."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.sessions.service import SessionService
from servicekit.clock import utc_now
from servicekit.deadlines import Jobs

jobs = Jobs()


@jobs.every("sessions.end_overdue", timedelta(minutes=1))
async def end_overdue_sessions(_subject: str, session: AsyncSession, _now: datetime) -> None:
    """End sessions that were left idle or have become too old, by the real time."""
    await SessionService(session, utc_now()).end_overdue()
