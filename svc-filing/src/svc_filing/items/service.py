"""Use cases on the copy of the catalogue."""

from sqlalchemy.ext.asyncio import AsyncSession

from sanzhi_proto.catalog.v1.catalog_pb2 import ItemChanged
from svc_filing.items.errors import ItemNotOffered, NoSuchItem
from svc_filing.items.models import Item
from svc_filing.items.repository import ItemRepository


class ItemService:
    """What other features and events may ask of items."""

    def __init__(self, session: AsyncSession) -> None:
        self._items = ItemRepository(session)

    async def offered(self, item_id: str) -> Item:
        """Return an item that may be applied for now.

        Raises:
            NoSuchItem: the catalogue has never published it.
            ItemNotOffered: it is suspended or withdrawn.

        """
        item = await self._items.find(item_id)
        if item is None:
            raise NoSuchItem
        if item.state != "published":
            raise ItemNotOffered(state=item.state)
        return item

    async def find(self, item_id: str) -> Item | None:
        """Return an item in whatever state."""
        return await self._items.find(item_id)

    async def replace(self, event: ItemChanged) -> None:
        """Take over what the catalogue announces; an older state changes nothing."""
        await self._items.put(
            {
                "item_id": event.item_id,
                "source_version": event.version,
                "state": event.state,
                "directory_code": event.directory_code,
                "name": event.name,
                "region_code": event.region_code,
                "department_name": event.department_name,
                "required_level": event.required_level or 1,
                "legal_amount": event.legal_limit.amount or None,
                "legal_unit": event.legal_limit.unit or None,
                "promised_amount": event.promised_limit.amount or None,
                "promised_unit": event.promised_limit.unit or None,
                "materials": [
                    {"code": one.code, "name": one.name, "is_required": one.is_required, "source": one.source}
                    for one in event.materials
                ],
            }
        )

    async def remove(self, item_id: str) -> None:
        """Forget an item that the catalogue has removed."""
        await self._items.remove(item_id)
