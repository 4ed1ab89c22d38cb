"""All SQL on the copy of the catalogue."""

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.copies import keep
from svc_filing.items.models import Item


class ItemRepository:
    """Stores and finds copies of items."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find(self, item_id: str) -> Item | None:
        """Return one item."""
        return await self._session.get(Item, item_id)

    async def put(self, row: dict[str, object]) -> None:
        """Store an item unless the copy is as new already."""
        await keep(self._session, Item, row)

    async def remove(self, item_id: str) -> None:
        """Forget an item."""
        await self._session.execute(delete(Item).where(Item.item_id == item_id))
