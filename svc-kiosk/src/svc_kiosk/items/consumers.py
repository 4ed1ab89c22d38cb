"""What svc-kiosk does when the catalogue changes."""

from sqlalchemy.ext.asyncio import AsyncSession

from sanzhi_proto.catalog.v1.catalog_pb2 import ItemChanged
from servicekit.consumer import Consumers
from servicekit.tools import tools_of
from svc_kiosk.items.service import ItemService

consumers = Consumers()


@consumers.on("catalog.item", ItemChanged)
async def copy_item(event: ItemChanged, session: AsyncSession) -> None:
    """Keep the copy as new as the catalogue."""
    await ItemService(session).replace(event, tools_of(session).clock())


@consumers.gone("catalog.item")
async def remove_item(item_id: str, session: AsyncSession) -> None:
    """Forget an item."""
    await ItemService(session).remove(item_id, tools_of(session).clock())
