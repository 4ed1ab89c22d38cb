"""What happens to sign-ons without anybody asking."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.sso.repository import SignOnRepository
from servicekit.clock import utc_now
from servicekit.deadlines import Jobs

jobs = Jobs()


@jobs.every("sign_ons.forget", timedelta(minutes=10))
async def forget_sign_ons(_subject: str, session: AsyncSession, _now: datetime) -> None:
    """Forget the sign-ons from which nobody came back."""
    await SignOnRepository(session).forget(utc_now())
