"""What svc-map does when the catalogue changes."""

from sqlalchemy.ext.asyncio import AsyncSession

from sanzhi_proto.catalog.v1.catalog_pb2 import ItemChanged
from servicekit.consumer import Consumers
from servicekit.tools import tools_of
from svc_map.offers.service import OfferService

consumers = Consumers()


@consumers.on("catalog.item", ItemChanged)
async def follow_item(event: ItemChanged, session: AsyncSession) -> None:
    """Bring what sites offer in line with the item."""
    await OfferService(session, tools_of(session).clock()).follow(event)


@consumers.gone("catalog.item")
async def forget_item(item_id: str, session: AsyncSession) -> None:
    """Let no site offer an item that is gone."""
    await OfferService(session, tools_of(session).clock()).forget(item_id)
