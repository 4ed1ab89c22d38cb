"""What svc-map does when the catalogue changes."""

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from sanzhi_proto.catalog.v1.catalog_pb2 import ItemChanged
from servicekit.consumer import Consumers
from servicekit.copies import keep
from svc_map.items.models import Item

consumers = Consumers()


@consumers.on("catalog.item", ItemChanged)
async def copy_item(event: ItemChanged, session: AsyncSession) -> None:
    """Keep the copy as new as the catalogue."""
    row = {
        "item_id": event.item_id,
        "source_version": event.version,
        "directory_code": event.directory_code,
        "name": event.name,
        "region_code": event.region_code,
        "state": event.state,
    }
    await keep(session, Item, row)


@consumers.gone("catalog.item")
async def remove_item(item_id: str, session: AsyncSession) -> None:
    """Forget an item."""
    await session.execute(delete(Item).where(Item.item_id == item_id))
