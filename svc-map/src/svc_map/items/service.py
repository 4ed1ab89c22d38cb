"""Use cases on the copy of the catalogue."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from sanzhi_proto.catalog.v1.catalog_pb2 import ItemChanged
from svc_map.items.models import Item
from svc_map.items.repository import ItemRepository


class ItemService:
    """What other features may ask of items."""

    def __init__(self, session: AsyncSession) -> None:
        self._items = ItemRepository(session)

    async def meant(self, code: str) -> Sequence[Item]:
        """Return the items that somebody means: one by its id, or all lists' by the directory's code."""
        one = await self._items.find(code)
        return [one] if one else await self._items.of_directory(code)

    async def published(self, lists: Collection[str]) -> dict[str, list[Item]]:
        """Return what is published, by the region whose list it is on."""
        found: defaultdict[str, list[Item]] = defaultdict(list)
        for item in await self._items.published(lists):
            found[item.region_code].append(item)
        return found

    async def state(self, item_id: str) -> str | None:
        """Return the state of an item, or `None` if it is unknown."""
        item = await self._items.find(item_id)
        return item.state if item else None

    async def replace(self, event: ItemChanged) -> bool:
        """Take over what the catalogue announces; return whether it was newer."""
        return await self._items.put(
            {
                "item_id": event.item_id,
                "source_version": event.version,
                "state": event.state,
                "directory_code": event.directory_code,
                "name": event.name,
                "region_code": event.region_code,
            }
        )

    async def remove(self, item_id: str) -> Item | None:
        """Forget an item that the catalogue has removed, and return what was known of it."""
        item = await self._items.find(item_id)
        await self._items.remove(item_id)
        return item
