"""All SQL on merges."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.publication import State
from servicekit.scope import within
from svc_catalog.merges.models import Merge
from svc_catalog.merges.types import MergeState
from svc_catalog.revisions.models import ItemRevision


class MergeRepository:
    """Finds merges; never commits."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def lock(self, merge_id: UUID, regions: Iterable[str]) -> Merge | None:
        """Return a merge of some regions, held until the transaction ends."""
        wanted = (Merge.id == merge_id) & within(Merge.region_code, regions)
        return await self._session.scalar(select(Merge).where(wanted).with_for_update())

    async def open_of(self, item_id: str) -> Merge | None:
        """Return what is to be chosen of an item, held until the transaction ends."""
        wanted = (Merge.item_id == item_id) & (Merge.state == MergeState.OPEN)
        return await self._session.scalar(select(Merge).where(wanted).with_for_update())

    async def page(
        self, condition: ColumnElement[bool], after: tuple[date, UUID] | None, limit: int
    ) -> Sequence[Merge]:
        """Return merges, what is due first before the others."""
        found = select(Merge).where(condition).order_by(Merge.adopt_by, Merge.id).limit(limit)
        if after:
            found = found.where(tuple_(Merge.adopt_by, Merge.id) > after)
        return (await self._session.scalars(found)).all()

    async def follow_drafts(self) -> None:
        """Close what people read by now; open again what was drafted and given up."""
        drafted = Merge.state == MergeState.DRAFTED
        change = update(Merge).execution_options(synchronize_session="fetch")

        def drafts(*states: State) -> ColumnElement[bool]:
            return Merge.revision_id.in_(select(ItemRevision.id).where(ItemRevision.state.in_(states)))

        closed = drafts(State.PUBLISHED, State.REPLACED)
        await self._session.execute(
            change.where(drafted, closed).values(state=MergeState.CLOSED, version=Merge.version + 1)
        )
        others = select(Merge.item_id).where(Merge.state == MergeState.OPEN)
        nobody: dict[str, Any] = {"choices": {}, "decided_by": None, "decided_at": None, "revision_id": None}
        await self._session.execute(
            change.where(drafted, drafts(State.DISCARDED), Merge.item_id.not_in(others)).values(
                **nobody, state=MergeState.OPEN, version=Merge.version + 1
            )
        )
