"""What time does to imports."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.deadlines import Jobs
from svc_catalog.exchange.service import APPLY, CHECK, ImportService

jobs = Jobs()


@jobs.on(CHECK)
async def check(import_id: str, session: AsyncSession, now: datetime) -> None:
    """Look at the next rows of an import."""
    await ImportService(session, now).check_some(UUID(import_id))


@jobs.on(APPLY)
async def apply(import_id: str, session: AsyncSession, now: datetime) -> None:
    """Draft everything that an import changes."""
    await ImportService(session, now).apply(UUID(import_id))
