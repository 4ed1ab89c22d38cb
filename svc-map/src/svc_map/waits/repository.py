"""All SQL on live waits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from svc_map.waits.models import LiveTicket

SHANGHAI = ZoneInfo("Asia/Shanghai")
RECENT = timedelta(hours=1)


@dataclass(frozen=True)
class Wait:
    """How it looks in a hall now: who waits, and how long those waited who were called in the last hour."""

    waiting: int
    n: int
    mean_s: float | None


async def waits(session: AsyncSession, halls: Iterable[str], now: datetime) -> dict[str, Wait]:
    """Return the live wait of halls that have tickets today."""
    morning = now.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    recent = (LiveTicket.called_at > now - RECENT) & (LiveTicket.called_at <= now)
    has_wait = recent & (LiveTicket.called_at >= LiveTicket.taken_at)
    found = (
        select(
            LiveTicket.hall_id,
            func.count().filter(LiveTicket.stage == 0).label("waiting"),
            func.count().filter(has_wait).label("n"),
            func.avg(func.extract("epoch", LiveTicket.called_at - LiveTicket.taken_at))
            .filter(has_wait)
            .label("mean"),
        )
        .where(LiveTicket.hall_id.in_(list(halls)), LiveTicket.taken_at >= morning)
        .group_by(LiveTicket.hall_id)
    )
    return {
        row.hall_id: Wait(row.waiting, row.n, round(float(row.mean), 1) if row.mean is not None else None)
        for row in await session.execute(found)
    }
