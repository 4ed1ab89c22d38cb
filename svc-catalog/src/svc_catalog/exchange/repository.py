"""All SQL on imports."""

from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, insert, or_, select, text, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from servicekit.scope import within
from svc_catalog.exchange.models import Import, ImportRow
from svc_catalog.items.models import Item


class ImportRepository:
    """Finds imports and their rows; never commits."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def add(self, one: Import) -> None:
        """Keep a new import."""
        self._session.add(one)

    async def lock(self, import_id: UUID) -> Import | None:
        """Return an import, holding it until the transaction ends."""
        return await self._session.scalar(select(Import).where(Import.id == import_id).with_for_update())

    async def by_keys_only(self) -> None:
        """Look everything up by index until the transaction ends.

        A table that has just been filled has no statistics, and would be read whole for every batch.
        """
        await self._session.execute(text("set local enable_seqscan = off"))

    async def find(self, import_id: UUID) -> Import | None:
        """Return an import."""
        return await self._session.get(Import, import_id)

    async def page(self, wanted: ColumnElement[bool], after: UUID | None, limit: int) -> Sequence[Import]:
        """Return imports, the newest first."""
        found = select(Import).where(wanted)
        if after:
            found = found.where(Import.id < after)
        return (await self._session.scalars(found.order_by(Import.id.desc()).limit(limit))).all()

    async def stage(self, rows: Sequence[dict[str, Any]]) -> None:
        """Keep rows as they came."""
        if rows:
            await self._session.execute(insert(ImportRow), rows)

    async def rows(self, import_id: UUID, outcome: str | None, after: int, limit: int) -> Sequence[ImportRow]:
        """Return rows in the order of the file."""
        wanted = (ImportRow.import_id == import_id) & (ImportRow.number > after)
        wanted = wanted & (ImportRow.outcome == outcome) if outcome else wanted
        found = select(ImportRow).where(wanted).order_by(ImportRow.number).limit(limit)
        return (await self._session.scalars(found)).all()

    async def settle(self, results: Sequence[dict[str, Any]]) -> None:
        """Write what came of rows, each given by import and number."""
        if results:
            await self._session.execute(update(ImportRow), results)

    async def items(self, item_ids: Iterable[str], regions: Iterable[str]) -> dict[str, Item]:
        """Return items of some regions by their number."""
        wanted = Item.item_id.in_(list(item_ids)) & within(Item.region_code, regions)
        found = await self._session.scalars(select(Item).where(wanted).options(joinedload(Item.entry)))
        return {item.item_id: item for item in found}

    async def seen_before(self, import_id: UUID, rows: Sequence[ImportRow]) -> set[str]:
        """Return which items of the rows stand earlier in the same file."""
        earlier = select(ImportRow.item_id).where(
            ImportRow.import_id == import_id,
            ImportRow.item_id.in_([row.item_id for row in rows]),
            ImportRow.number < rows[0].number,
        )
        return set(await self._session.scalars(earlier))

    async def items_to_write(self, regions: Iterable[str]) -> AsyncIterator[Item]:
        """Yield the items of some regions in the order of a list."""
        found = select(Item).where(within(Item.region_code, regions)).options(joinedload(Item.entry))
        found = found.order_by(Item.region_code, Item.item_id).execution_options(yield_per=200)
        async for item in await self._session.stream_scalars(found):
            yield item

    async def items_after(
        self, regions: Iterable[str], after: tuple[str, str] | None, limit: int
    ) -> Sequence[Item]:
        """Return some items of regions in the order of a list, from after a place on."""
        place = tuple_(Item.region_code, Item.item_id)
        found = select(Item).where(within(Item.region_code, regions)).options(joinedload(Item.entry))
        if after:
            found = found.where(place > after)
        found = found.order_by(Item.region_code, Item.item_id).limit(limit)
        return (await self._session.scalars(found)).all()


def seen_by(person: str, regions: Iterable[str]) -> ColumnElement[bool]:
    """Return the condition that keeps what somebody sent, or others for regions that are all his."""
    region = func.jsonb_array_elements_text(Import.regions).column_valued("region")
    beyond = exists(select(region).where(~within(region, regions)))
    return or_(Import.sent_by == person, ~beyond)
