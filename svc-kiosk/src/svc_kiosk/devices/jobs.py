"""What devices do without anybody asking."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.deadlines import Jobs
from svc_kiosk.devices.service import DeviceService
from svc_kiosk.items.types import TELL

jobs = Jobs()


@jobs.on(TELL)
async def tell_again(region_code: str, session: AsyncSession, now: datetime) -> None:
    """Announce what the devices of a region offer now."""
    await DeviceService(session, now).tell_again(region_code)
