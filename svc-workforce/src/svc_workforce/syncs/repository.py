"""All SQL on comparisons."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, text, true, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.scope import within
from svc_workforce.syncs.models import Change, Sync
from svc_workforce.syncs.types import Action, Progress


class SyncRepository:
    """Stores and finds comparisons; never commits."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, sync: Sync) -> None:
        """Store a new comparison."""
        self._session.add(sync)
        await self._session.flush()

    async def add_changes(self, changes: Iterable[Change]) -> None:
        """Store what a comparison would do."""
        self._session.add_all(changes)
        await self._session.flush()

    async def one(self, sync_id: UUID) -> Sync | None:
        """Return a comparison."""
        return await self._session.get(Sync, sync_id)

    async def hold(self) -> None:
        """Let nobody else apply or keep a comparison until the transaction ends."""
        await self._session.execute(text("LOCK TABLE syncs IN SHARE ROW EXCLUSIVE MODE"))

    async def end_others(self, sync_id: UUID) -> None:
        """Mark all comparisons but one that could still be applied as over."""
        others = (Sync.id != sync_id) & Sync.state.in_([Progress.READY, Progress.REFUSED])
        over = update(Sync).where(others).values(state=Progress.OVER, version=Sync.version + 1)
        await self._session.execute(over)

    async def applied_so_far(self) -> int:
        """Return how many comparisons have been applied."""
        found = select(func.count()).select_from(Sync).where(Sync.state == Progress.APPLIED)
        return await self._session.scalar(found) or 0

    async def page(
        self, state: Progress | None, after: tuple[datetime, UUID] | None, limit: int
    ) -> Sequence[Sync]:
        """Return comparisons, newest first, from after a place on."""
        found = select(Sync).where(Sync.state == state if state else true())
        if after is not None:
            found = found.where(tuple_(Sync.compared_at, Sync.id) < tuple_(*after))
        found = found.order_by(Sync.compared_at.desc(), Sync.id.desc()).limit(limit)
        return (await self._session.scalars(found)).all()

    async def changes(self, sync_id: UUID) -> Sequence[Change]:
        """Return everything that a comparison would do."""
        found = select(Change).where(Change.sync_id == sync_id).order_by(Change.seq)
        return (await self._session.scalars(found)).all()

    async def page_of_changes(
        self, sync_id: UUID, regions: Iterable[str], action: Action | None, after: int, limit: int
    ) -> Sequence[Change]:
        """Return what a comparison would do to people of some regions, from after a row on."""
        theirs = within(Change.region_code, regions) | within(Change.region_before, regions)
        wanted = (Change.sync_id == sync_id) & (Change.seq > after) & theirs
        wanted &= Change.action == action if action else true()
        found = select(Change).where(wanted).order_by(Change.seq).limit(limit)
        return (await self._session.scalars(found)).all()
