"""Use cases on batches: the city plans, counties publish or claim, everybody sees how far they are."""

from collections.abc import Collection, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.routing import check_version
from servicekit.schemas import Page, open_cursor, seal_cursor
from servicekit.scope import covers
from servicekit.workdays import SHANGHAI
from svc_catalog.batches import rules
from svc_catalog.batches.errors import BatchNotFit, NoSuchBatch
from svc_catalog.batches.models import Batch, BatchRegion
from svc_catalog.batches.repository import BatchRepository, concerning
from svc_catalog.batches.schemas import BatchIn, BatchOut, CountyOut, FullBatchOut, ItemNameOut, NewBatchIn
from svc_catalog.batches.types import Pace
from svc_catalog.media.service import MediaService
from svc_catalog.regions.errors import RegionNotYours
from svc_catalog.regions.service import RegionService

CURSOR = (UUID,)
ORDER = {Pace.OVERDUE: 0, Pace.ON_THE_WAY: 1, Pace.DONE: 2}


class BatchService:
    """One public method per use case."""

    def __init__(self, session: AsyncSession, now: datetime, media: MediaService) -> None:
        self._session = session
        self._batches = BatchRepository(session)
        self._regions = RegionService(session)
        self._media = media
        self._now = now
        self._today = now.astimezone(SHANGHAI).date()

    async def page(self, regions: AbstractSet[str], after: str | None, limit: int) -> Page[BatchOut]:
        """Return the batches that concern an operator's regions, the newest first."""
        start = open_cursor(after, CURSOR)
        rows = await self._batches.page(concerning(regions), start[0] if start else None, limit + 1)
        onward = seal_cursor(str(rows[limit - 1].batch_id)) if len(rows) > limit else None
        dues = await self._batches.dues([row.batch_id for row in rows])
        items = [await self._summed(row, dues[row.batch_id], regions) for row in rows[:limit]]
        return Page(items=[one for one, _ in items], next=onward)

    async def full(self, batch_id: UUID, regions: AbstractSet[str]) -> FullBatchOut:
        """Return a batch and how far every county is; a county that takes part sees itself alone.

        Raises:
            NoSuchBatch: there is none that concerns the operator's regions.

        """
        rows = await self._batches.page(concerning(regions) & (Batch.batch_id == batch_id), None, 1)
        if not rows:
            raise NoSuchBatch
        dues = await self._batches.dues([batch_id])
        summed, counties = await self._summed(rows[0], dues[batch_id], regions)
        names = await self._batches.item_names(rows[0].items)
        return FullBatchOut(
            **summed.model_dump(),
            items=[ItemNameOut(directory_code=code, name=names.get(code, "")) for code in rows[0].items],
            counties=sorted(counties, key=lambda one: (ORDER[one.pace], one.due_on, one.region_code)),
        )

    async def plan(self, wish: NewBatchIn, planner: str, regions: AbstractSet[str]) -> FullBatchOut:
        """Plan a batch.

        Raises:
            RegionNotYours: it would be for others than the operator's regions.
            BatchNotFit: `items` or `regions` are not there.

        """
        if not covers(regions, wish.region_code):
            raise RegionNotYours
        one = Batch(region_code=wish.region_code, name=wish.name, note=wish.note, items=wish.items)
        return await self._write(one, wish, planner, regions)

    async def change(
        self, batch_id: UUID, wish: BatchIn, planner: str, regions: AbstractSet[str], if_match: str | None
    ) -> FullBatchOut:
        """Change a batch.

        Raises:
            NoSuchBatch: there is none of the operator's regions.
            StaleVersion: somebody has changed it since.
            RegionNotYours, BatchNotFit: as `plan`.

        """
        one = await self._lock(batch_id, regions, if_match)
        one.name, one.note, one.items = wish.name, wish.note, wish.items
        return await self._write(one, wish, planner, regions)

    async def remove(self, batch_id: UUID, regions: AbstractSet[str], if_match: str | None) -> None:
        """Remove a batch; guides stay.

        Raises:
            NoSuchBatch: there is none of the operator's regions.
            StaleVersion: somebody has changed it since.

        """
        await self._lock(batch_id, regions, if_match)
        await self._batches.remove(batch_id)

    async def _lock(self, batch_id: UUID, regions: AbstractSet[str], if_match: str | None) -> Batch:
        one = await self._batches.lock(batch_id, regions)
        if one is None:
            raise NoSuchBatch
        check_version(if_match, one.version)
        return one

    async def _write(
        self, one: Batch, wish: BatchIn, planner: str, regions: AbstractSet[str]
    ) -> FullBatchOut:
        codes = {due.region_code for due in wish.regions}
        if not all(covers(regions, code) for code in codes):
            raise RegionNotYours
        lost = codes - set(await self._regions.names(codes))
        unknown = set(wish.items) - set(await self._batches.item_names(wish.items))
        if lost or unknown:
            raise BatchNotFit(items=sorted(unknown), regions=sorted(lost))
        one.planned_by, one.changed_at = planner, self._now
        self._session.add(one)
        await self._session.flush()
        await self._batches.plan(one.batch_id, [(due.region_code, due.due_on) for due in wish.regions])
        return await self.full(one.batch_id, regions)

    async def _summed(
        self, one: Batch, dues: Sequence[BatchRegion], regions: Collection[str]
    ) -> tuple[BatchOut, list[CountyOut]]:
        """Return a batch and the counties that an operator may see; sums are over these."""
        seen = [due for due in dues if covers(regions, due.region_code)]
        codes = {due.region_code for due in seen}
        covered = await self._media.covered(codes, one.items)
        names = await self._regions.names(codes)
        counties = []
        for due in seen:
            left = rules.missing(due.region_code, one.items, covered)
            pace = rules.pace(left, due.due_on, self._today)
            counties.append(
                CountyOut(
                    region_code=due.region_code,
                    region_name=names.get(due.region_code, ""),
                    due_on=due.due_on,
                    pace=pace,
                    done=len(one.items) - len(left),
                    total=len(one.items),
                    missing=left,
                    days_over=(self._today - due.due_on).days if pace is Pace.OVERDUE else 0,
                )
            )
        summed = BatchOut(
            **{name: getattr(one, name) for name in BatchOut.model_fields if hasattr(one, name)},
            done=sum(county.done for county in counties),
            total=sum(county.total for county in counties),
            overdue=sum(county.pace is Pace.OVERDUE for county in counties),
            next_due_on=min(
                (county.due_on for county in counties if county.pace is Pace.ON_THE_WAY), default=None
            ),
        )
        return summed, counties
