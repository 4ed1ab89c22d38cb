"""All SQL on the copy of the catalogue."""

from collections.abc import Collection, Sequence

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.copies import keep
from svc_kiosk.items.models import Item


class ItemRepository:
    """Stores and finds copies of items."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find(self, item_id: str) -> Item | None:
        """Return one item."""
        return await self._session.get(Item, item_id)

    async def put(self, row: dict[str, object]) -> bool:
        """Store an item unless the copy is as new already; return whether it was stored."""
        return await keep(self._session, Item, row)

    async def remove(self, item_id: str) -> None:
        """Forget an item."""
        await self._session.execute(delete(Item).where(Item.item_id == item_id))

    async def offered_in(self, region_codes: Collection[str]) -> Sequence[Item]:
        """Return what terminals of some regions' lists offer, in the order of the ids."""
        offered = select(Item).where(Item.region_code.in_(region_codes), Item.is_offered.is_(True))
        return (await self._session.scalars(offered.order_by(Item.item_id))).all()
