"""What svc-helpdesk does when the catalogue changes: the bot stops citing the old version at once."""

from sqlalchemy.ext.asyncio import AsyncSession

from sanzhi_proto.catalog.v1.catalog_pb2 import ItemChanged
from servicekit.consumer import Consumers
from servicekit.tools import tools_of
from svc_helpdesk.knowledge.service import KnowledgeService

consumers = Consumers()


def knowledge_service(session: AsyncSession) -> KnowledgeService:
    """Build the use cases for one event."""
    return KnowledgeService(session, tools_of(session).clock())


@consumers.on("catalog.item", ItemChanged)
async def follow_item(event: ItemChanged, session: AsyncSession) -> None:
    """Bring knowledge in line with the item."""
    await knowledge_service(session).follow(event)


@consumers.gone("catalog.item")
async def forget_item(item_id: str, session: AsyncSession) -> None:
    """Withhold what was said of an item that is gone."""
    await knowledge_service(session).forget(item_id)
