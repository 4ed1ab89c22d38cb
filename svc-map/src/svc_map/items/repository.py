"""All SQL on the copy of the catalogue."""

from collections.abc import Collection, Sequence

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.copies import keep
from svc_map.items.models import Item
from svc_map.items.types import PUBLISHED


class ItemRepository:
    """Stores and finds copies of items."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find(self, item_id: str) -> Item | None:
        """Return one item as it now is: `put` writes past what the session remembers."""
        return await self._session.get(Item, item_id, populate_existing=True)

    async def of_directory(self, directory_code: str) -> Sequence[Item]:
        """Return how every list carries out an item of the directory, in whatever state."""
        found = select(Item).where(Item.directory_code == directory_code).order_by(Item.item_id)
        return (await self._session.scalars(found)).all()

    async def published(self, lists: Collection[str]) -> Sequence[Item]:
        """Return what is published on some lists, in the order of the ids."""
        found = select(Item).where(Item.region_code.in_(lists), Item.state == PUBLISHED)
        return (await self._session.scalars(found.order_by(Item.item_id))).all()

    async def put(self, row: dict[str, object]) -> bool:
        """Store an item unless the copy is as new already; return whether it was stored."""
        return await keep(self._session, Item, row)

    async def remove(self, item_id: str) -> None:
        """Forget an item."""
        await self._session.execute(delete(Item).where(Item.item_id == item_id))
