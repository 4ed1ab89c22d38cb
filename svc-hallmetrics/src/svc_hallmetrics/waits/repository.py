"""All SQL on waits; a wait is from taking to calling, 平均等候时长 = Σ(叫号−取号) / 叫号数."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.scope import within
from svc_hallmetrics.feeds.models import Feed
from svc_hallmetrics.halls.models import Hall
from svc_hallmetrics.tickets.models import Ticket

WAIT = func.extract("epoch", Ticket.called_at - Ticket.taken_at)
#: A ticket whose moments contradict each other has no wait.
HAS_WAIT = (Ticket.called_at >= Ticket.taken_at) & Ticket.taken_at.is_not(None)
FIGURES = (
    func.count().filter(Ticket.taken_at.is_not(None)).label("taken"),
    func.count().filter(HAS_WAIT).label("n"),
    func.avg(WAIT).filter(HAS_WAIT).label("mean_wait_s"),
    func.percentile_cont(0.9).within_group(case((HAS_WAIT, WAIT))).label("p90_wait_s"),
    func.max(WAIT).filter(HAS_WAIT).label("longest_wait_s"),
    func.count().filter(Ticket.state == "abandoned").label("abandoned"),
    func.count().filter(Ticket.state == "waiting").label("waiting_now"),
)


class WaitRepository:
    """Computes figures from the tickets themselves, so that each can be traced."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def halls(self, regions: Iterable[str]) -> Sequence[Any]:
        """Return the halls of the regions that have a feed, with the name the map gives them."""
        found = (
            select(
                Feed.hall_id,
                func.coalesce(func.max(Hall.name), Feed.hall_id).label("name"),
                func.max(Feed.region_code).label("region_code"),
                func.max(Feed.last_heard_at).label("last_heard_at"),
            )
            .outerjoin(Hall, Hall.hall_id == Feed.hall_id)
            .where(within(Feed.region_code, regions))
            .group_by(Feed.hall_id)
            .order_by(Feed.hall_id)
        )
        return (await self._session.execute(found)).all()

    async def is_within(self, hall_id: str, regions: Iterable[str]) -> bool:
        """Tell whether a hall with a feed lies in the regions."""
        found = (
            select(Feed.hall_id).where(Feed.hall_id == hall_id, within(Feed.region_code, regions)).limit(1)
        )
        return await self._session.scalar(found) is not None

    async def by_hall(self, day: date, hall_ids: Iterable[str]) -> dict[str, Row[Any]]:
        """Return the figures of a day for each hall."""
        found = (
            select(Ticket.hall_id, *FIGURES)
            .where(Ticket.day == day, Ticket.hall_id.in_(list(hall_ids)))
            .group_by(Ticket.hall_id)
        )
        return {row.hall_id: row for row in await self._session.execute(found)}

    async def by_hour(self, hall_id: str, day: date) -> Sequence[Row[Any]]:
        """Return the figures of a hall's day for each hour in which somebody took a number."""
        hour = func.extract("hour", func.timezone("Asia/Shanghai", Ticket.taken_at)).label("hour")
        found = (
            select(hour, *FIGURES)
            .where(Ticket.hall_id == hall_id, Ticket.day == day, Ticket.taken_at.is_not(None))
            .group_by(hour)
            .order_by(hour)
        )
        return (await self._session.execute(found)).all()
