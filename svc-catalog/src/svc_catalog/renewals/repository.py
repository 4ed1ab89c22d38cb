"""All SQL of renewals."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from svc_catalog.renewals.models import RoundResult
from svc_catalog.renewals.types import Outcome


class RenewalRepository:
    """Finds what publications did; never commits."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def write_results(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Keep what a publication did."""
        if rows:
            await self._session.execute(insert(RoundResult), list(rows))

    async def results(
        self, round_id: UUID, outcome: Outcome | None, after: Sequence[Any] | None, limit: int
    ) -> Sequence[RoundResult]:
        """Return what a publication did, what was added before the rest."""
        place = tuple_(RoundResult.outcome, RoundResult.item_id)
        found = select(RoundResult).where(RoundResult.round_id == round_id)
        if outcome:
            found = found.where(RoundResult.outcome == outcome)
        if after:
            found = found.where(place > tuple_(*after))
        found = found.order_by(RoundResult.outcome, RoundResult.item_id).limit(limit)
        return (await self._session.scalars(found)).all()
