"""All SQL of lists."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from servicekit.scope import within
from svc_catalog.items.models import DirectoryEntry, Item
from svc_catalog.lists.models import CuratedList, ListEntry, ListTask
from svc_catalog.lists.types import Kind


class ListRepository:
    """Finds lists; never commits."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of_regions(self, regions: Iterable[str]) -> Sequence[CuratedList]:
        """Return the lists made for one of several regions, by kind."""
        wanted = CuratedList.region_code.in_(list(regions))
        order = (CuratedList.kind, CuratedList.region_code)
        return (await self._session.scalars(select(CuratedList).where(wanted).order_by(*order))).all()

    async def within(self, regions: Iterable[str]) -> Sequence[CuratedList]:
        """Return the lists of an operator's regions."""
        wanted = select(CuratedList).where(within(CuratedList.region_code, regions))
        return (await self._session.scalars(wanted.order_by(CuratedList.region_code, CuratedList.kind))).all()

    async def find(self, kind: Kind, region_code: str) -> CuratedList | None:
        """Return the list of a kind that is made for exactly this region."""
        wanted = (CuratedList.kind == kind) & (CuratedList.region_code == region_code)
        return await self._session.scalar(select(CuratedList).where(wanted))

    async def get(self, list_id: UUID) -> CuratedList:
        """Return a list that is known to be there."""
        return await self._session.get_one(CuratedList, list_id)

    async def lock(self, list_id: UUID, regions: Iterable[str]) -> CuratedList | None:
        """Return a list of the regions, holding it until the transaction ends."""
        wanted = (CuratedList.list_id == list_id) & within(CuratedList.region_code, regions)
        return await self._session.scalar(select(CuratedList).where(wanted).with_for_update())

    async def counts(self, lists: Iterable[CuratedList], kept: ColumnElement[bool]) -> dict[UUID, int]:
        """Return how many entries each list has of the items that are kept."""
        wanted = ListEntry.list_id.in_([one.list_id for one in lists]) & kept
        rows = await self._session.execute(
            select(ListEntry.list_id, func.count())
            .join(Item, Item.item_id == ListEntry.item_id)
            .where(wanted)
            .group_by(ListEntry.list_id)
        )
        return dict(rows.all())

    async def entries(
        self, list_id: UUID, kept: ColumnElement[bool], after: Sequence[Any] | None, limit: int
    ) -> list[tuple[ListEntry, Item]]:
        """Return the entries of a list with their items, in the order of the directory."""
        place = tuple_(DirectoryEntry.number, Item.item_id)
        found = (
            select(ListEntry, Item)
            .join(Item, Item.item_id == ListEntry.item_id)
            .join(Item.entry)
            .options(joinedload(Item.entry))
            .where(ListEntry.list_id == list_id, kept)
            .order_by(DirectoryEntry.number, Item.item_id)
            .limit(limit)
        )
        if after:
            found = found.where(place > tuple_(*after))
        return [(entry, item) for entry, item in await self._session.execute(found)]

    async def item_ids(self, list_id: UUID) -> set[str]:
        """Return what stands on a list."""
        wanted = select(ListEntry.item_id).where(ListEntry.list_id == list_id)
        return set(await self._session.scalars(wanted))

    async def put(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Add entries; those that stand there stay as they are."""
        if rows:
            await self._session.execute(insert(ListEntry).on_conflict_do_nothing(), list(rows))

    async def take_off(self, list_id: UUID, item_ids: Sequence[str]) -> None:
        """Remove entries of a list."""
        wanted = (ListEntry.list_id == list_id) & ListEntry.item_id.in_(item_ids)
        await self._session.execute(delete(ListEntry).where(wanted))

    async def drop_item(self, item_id: str) -> list[tuple[UUID, str, str]]:
        """Take an item off every list; return list, name and region of each."""
        gone = delete(ListEntry).where(ListEntry.item_id == item_id).returning(ListEntry.list_id)
        ids = list(await self._session.scalars(gone))
        found = select(CuratedList.list_id, CuratedList.name, CuratedList.region_code)
        rows = await self._session.execute(found.where(CuratedList.list_id.in_(ids)))
        return [(list_id, name, region) for list_id, name, region in rows]

    async def items(self, item_ids: Iterable[str]) -> dict[str, Item]:
        """Return items with their directory entries, by id."""
        wanted = select(Item).where(Item.item_id.in_(list(item_ids))).options(joinedload(Item.entry))
        return {item.item_id: item for item in await self._session.scalars(wanted)}

    async def tasks(
        self, wanted: ColumnElement[bool], after: Sequence[Any] | None, limit: int
    ) -> Sequence[ListTask]:
        """Return tasks, what is due first before the others."""
        found = select(ListTask).where(wanted)
        if after:
            found = found.where(tuple_(ListTask.due_at, ListTask.task_id) > tuple_(*after))
        found = found.order_by(ListTask.due_at, ListTask.task_id).limit(limit)
        return (await self._session.scalars(found)).all()

    async def lock_task(self, task_id: UUID, regions: Iterable[str]) -> ListTask | None:
        """Return a task of the regions, holding it until the transaction ends."""
        wanted = (ListTask.task_id == task_id) & within(ListTask.region_code, regions)
        return await self._session.scalar(select(ListTask).where(wanted).with_for_update())
