"""What happens to enrolments without anybody asking."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.devices.service import DeviceService
from servicekit.clock import utc_now
from servicekit.deadlines import Jobs

jobs = Jobs()


@jobs.every("device_enrolments.forget", timedelta(hours=1))
async def forget_enrolments(_subject: str, session: AsyncSession, _now: datetime) -> None:
    """Forget enrolment codes that are good for nothing any more."""
    await DeviceService(session, utc_now()).forget_enrolments()
