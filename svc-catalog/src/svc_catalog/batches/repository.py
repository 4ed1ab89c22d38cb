"""All SQL of batches."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.scope import within
from svc_catalog.batches.models import Batch, BatchRegion
from svc_catalog.items.models import DirectoryEntry


class BatchRepository:
    """Finds batches; never commits."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def page(self, wanted: ColumnElement[bool], after: UUID | None, limit: int) -> Sequence[Batch]:
        """Return batches, the newest first."""
        found = select(Batch).where(wanted)
        if after:
            found = found.where(Batch.batch_id < after)
        return (await self._session.scalars(found.order_by(Batch.batch_id.desc()).limit(limit))).all()

    async def lock(self, batch_id: UUID, regions: Iterable[str]) -> Batch | None:
        """Return a batch of the regions, holding it until the transaction ends."""
        wanted = (Batch.batch_id == batch_id) & within(Batch.region_code, regions)
        return await self._session.scalar(select(Batch).where(wanted).with_for_update())

    async def dues(self, ids: Collection[UUID]) -> dict[UUID, list[BatchRegion]]:
        """Return the counties of batches, with their last days."""
        wanted = select(BatchRegion).where(BatchRegion.batch_id.in_(ids))
        found: dict[UUID, list[BatchRegion]] = {one: [] for one in ids}
        for row in await self._session.scalars(wanted.order_by(BatchRegion.region_code)):
            found[row.batch_id].append(row)
        return found

    async def plan(self, batch_id: UUID, dues: Iterable[tuple[str, date]]) -> None:
        """Let these counties take part; those before are forgotten."""
        await self._session.execute(delete(BatchRegion).where(BatchRegion.batch_id == batch_id))
        rows = [{"batch_id": batch_id, "region_code": region, "due_on": due} for region, due in dues]
        await self._session.execute(insert(BatchRegion), rows)

    async def remove(self, batch_id: UUID) -> None:
        """Forget a batch."""
        await self._session.execute(delete(Batch).where(Batch.batch_id == batch_id))

    async def item_names(self, codes: Collection[str]) -> dict[str, str]:
        """Return the names of items by their directory codes; what is not there is not named."""
        wanted = select(DirectoryEntry.code, DirectoryEntry.name).where(DirectoryEntry.code.in_(codes))
        return {row.code: row.name for row in await self._session.execute(wanted)}


def concerning(regions: Collection[str]) -> ColumnElement[bool]:
    """Return the condition that keeps what is planned in regions, or for counties in them."""
    takes_part = exists().where(
        BatchRegion.batch_id == Batch.batch_id, within(BatchRegion.region_code, regions)
    )
    return or_(within(Batch.region_code, regions), takes_part)
