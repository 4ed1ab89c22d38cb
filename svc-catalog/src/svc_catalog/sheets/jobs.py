"""What a deadline runs: sheets that bind no longer are forgotten."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.deadlines import Jobs
from svc_catalog.sheets.models import Sheet
from svc_catalog.sheets.service import FORGET

jobs = Jobs()


@jobs.on(FORGET)
async def forget_sheet(code: str, session: AsyncSession, _now: datetime) -> None:
    """Remove a sheet that has bound nobody for a year, and what was demanded beyond it."""
    await session.execute(delete(Sheet).where(Sheet.code == code))
