"""What stands on the topic of grants, for `announce`."""

from collections.abc import AsyncIterator

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.grants.events import grants_changed
from gateway.grants.repository import GrantRepository
from servicekit.events import Event


async def current_grants(session: AsyncSession) -> AsyncIterator[Event]:
    """Yield the grants of everybody who holds or held some."""
    async for holder, standing in GrantRepository(session).holders():
        yield grants_changed(holder, standing)
