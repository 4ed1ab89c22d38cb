"""One batch of the synthetic city: some counties are done, some on the way, one is late."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.workdays import SHANGHAI
from svc_catalog.batches.models import Batch, BatchRegion

PLANNER = "seed-publisher"
ITEMS = ["gjj-29", "jt-51"]
#: Days from the day of the seed until a county's last day.
DAYS = {"331002": 30, "331003": 30, "331004": -3, "331081": 30, "331082": 60}


async def fill_batches(session: AsyncSession, region_code: str, now: datetime) -> None:
    """Plan the batch of the synthetic city, unless there is any."""
    if await session.scalar(select(func.count()).select_from(Batch)):
        return
    today = now.astimezone(SHANGHAI).date()
    one = Batch(
        region_code=region_code,
        name="教你办第一批：租房与货运",
        note="每个事项至少一份视频、图文或漫画，可自制，也可认领兄弟县市区的。",
        items=ITEMS,
        planned_by=PLANNER,
        changed_at=now,
    )
    session.add(one)
    await session.flush()
    session.add_all(
        BatchRegion(batch_id=one.batch_id, region_code=county, due_on=today + timedelta(days=days))
        for county, days in DAYS.items()
    )
