"""All SQL on items."""

from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, select, true, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from servicekit.scope import within
from svc_catalog.items.models import DirectoryEntry, Item
from svc_catalog.items.types import State
from svc_catalog.regions.models import Region


class ItemRepository:
    """Finds items; never commits."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find(self, item_id: str) -> Item | None:
        """Return one item with its directory entry."""
        found = select(Item).where(Item.item_id == item_id).options(joinedload(Item.entry))
        return await self._session.scalar(found)

    async def lock_within(self, item_id: str, regions: Iterable[str]) -> Item | None:
        """Return an item of the regions, holding it until the transaction ends."""
        found = (
            select(Item)
            .where(Item.item_id == item_id, within(Item.region_code, regions))
            .options(joinedload(Item.entry))
            .with_for_update(of=Item)
        )
        return await self._session.scalar(found)

    async def page(
        self, condition: ColumnElement[bool], after: Sequence[Any] | None, limit: int
    ) -> Sequence[Item]:
        """Return items in the order of the directory, from after a place on."""
        found = select(Item).join(Item.entry).where(condition).options(joinedload(Item.entry))
        place = tuple_(DirectoryEntry.number, Item.item_id)
        if after:
            found = found.where(place > tuple_(*after))
        found = found.order_by(DirectoryEntry.number, Item.item_id).limit(limit)
        return (await self._session.scalars(found)).all()

    async def published_in(self, region_code: str, directory_codes: Sequence[str]) -> dict[str, Item]:
        """Return the published items of one region among directory codes."""
        found = (
            select(Item)
            .where(
                Item.region_code == region_code,
                Item.directory_code.in_(directory_codes),
                Item.state == State.PUBLISHED,
            )
            .options(joinedload(Item.entry))
        )
        return {item.directory_code: item for item in await self._session.scalars(found)}

    async def region_name(self, code: str) -> str:
        """Return the name of a region."""
        return await self._session.scalar(select(Region.name).where(Region.code == code)) or ""

    async def all(self) -> AsyncIterator[Item]:
        """Yield every item."""
        found = select(Item).options(joinedload(Item.entry)).order_by(Item.item_id)
        rows = await self._session.stream_scalars(found)
        async for item in rows:
            yield item


def filtered(
    *,
    region: str | None,
    department: str | None,
    person_theme: str | None,
    corporate_theme: str | None,
    is_kiosk: bool | None,
) -> ColumnElement[bool]:
    """Return the condition of a list that anybody may see."""
    condition: ColumnElement[bool] = Item.state == State.PUBLISHED
    for wish, column in (
        (region, Item.region_code),
        (department, DirectoryEntry.department_code),
        (person_theme, DirectoryEntry.person_theme),
        (corporate_theme, DirectoryEntry.corporate_theme),
    ):
        condition &= column == wish if wish else true()
    return condition & (Item.is_kiosk == is_kiosk if is_kiosk is not None else true())
