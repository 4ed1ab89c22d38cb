"""What lists do when an item is withdrawn: the catalogue hears its own announcements too."""

from sqlalchemy.ext.asyncio import AsyncSession

from sanzhi_proto.catalog.v1.catalog_pb2 import ItemChanged
from servicekit.consumer import Consumers
from servicekit.tools import tools_of
from svc_catalog.items.types import State
from svc_catalog.lists.service import ListService

consumers = Consumers()


@consumers.on("catalog.item", ItemChanged)
async def leave_lists(event: ItemChanged, session: AsyncSession) -> None:
    """Take a withdrawn item off every list, with a task to its owner."""
    if event.state == State.WITHDRAWN:
        await ListService(session, tools_of(session).clock()).leave(event.item_id)
