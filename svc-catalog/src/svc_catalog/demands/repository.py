"""All SQL of demands."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select, true, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.scope import within
from svc_catalog.demands.models import Demand


class DemandRepository:
    """Finds demands; never commits."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def beyond(self, code: str) -> Sequence[Demand]:
        """Return what was demanded beyond a sheet, oldest first."""
        found = select(Demand).where(Demand.sheet_code == code).order_by(Demand.made_at, Demand.demand_id)
        return (await self._session.scalars(found)).all()

    async def lock(self, demand_id: UUID, regions: Iterable[str]) -> Demand | None:
        """Return a demand of the regions, holding it until the transaction ends."""
        wanted = (Demand.demand_id == demand_id) & within(Demand.region_code, regions)
        return await self._session.scalar(select(Demand).where(wanted).with_for_update())

    async def page(
        self, condition: ColumnElement[bool], after: Sequence[Any] | None, limit: int
    ) -> Sequence[Demand]:
        """Return demands, what is due first before the others."""
        place = tuple_(Demand.due_at, Demand.demand_id)
        found = (
            select(Demand)
            .where(condition, place > tuple_(*after) if after else true())
            .order_by(Demand.due_at, Demand.demand_id)
        )
        return (await self._session.scalars(found.limit(limit))).all()
