"""All SQL on tickets."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, case, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from svc_map.waits.models import LiveTicket
from svc_map.waits.types import Stage


class WaitRepository:
    """Stores tickets and sums them up."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def advance(self, row: dict[str, Any]) -> None:
        """Store a ticket, or what is new about it: a later stage, moments that were not known."""
        told = insert(LiveTicket).values(row)
        new = told.excluded
        is_further = new.stage > LiveTicket.stage

        def better(name: str) -> Any:
            old, said = getattr(LiveTicket, name), new[name]
            return case((is_further, func.coalesce(said, old)), else_=func.coalesce(old, said))

        await self._session.execute(
            told.on_conflict_do_update(
                index_elements=["ticket_id"],
                set_={
                    "stage": func.greatest(LiveTicket.stage, new.stage),
                    "taken_at": better("taken_at"),
                    "called_at": better("called_at"),
                    "heard_at": new.heard_at,
                },
            )
        )

    async def by_hall(self, day: date, since: datetime, until: datetime) -> Sequence[Row[Any]]:
        """Return, by hall, who waits, and how long those waited who were called between two moments."""
        wait = func.extract("epoch", LiveTicket.called_at - LiveTicket.taken_at)
        counts = (LiveTicket.called_at > since) & (LiveTicket.called_at <= until) & (wait >= 0)
        figures = (
            select(
                LiveTicket.hall_id,
                func.count().filter(LiveTicket.stage == Stage.WAITING).label("waiting"),
                func.count().filter(counts).label("n"),
                func.avg(wait).filter(counts).label("mean_s"),
                func.max(LiveTicket.heard_at).label("as_of"),
            )
            .where(LiveTicket.day == day)
            .group_by(LiveTicket.hall_id)
        )
        return (await self._session.execute(figures)).all()

    async def drop_before(self, day: date) -> None:
        """Forget tickets of earlier days."""
        await self._session.execute(delete(LiveTicket).where(LiveTicket.day < day))
