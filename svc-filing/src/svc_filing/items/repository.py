"""All SQL on the copy of the catalogue."""

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

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
        statement = insert(Item).values(row)
        await self._session.execute(
            statement.on_conflict_do_update(
                index_elements=["item_id"],
                set_=row,
                where=Item.item_version < statement.excluded.item_version,
            )
        )

    async def remove(self, item_id: str) -> None:
        """Forget an item."""
        await self._session.execute(delete(Item).where(Item.item_id == item_id))
