"""All SQL on the feed."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from svc_catalog.departments.models import Department
from svc_catalog.feeds.models import Feed
from svc_catalog.items.models import DirectoryEntry, Item

PROVINCE = "province"


class FeedRepository:
    """Finds what a change of the province bears on; never commits."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def feed(self) -> Feed:
        """Return how far the library has been read, holding it until the transaction ends."""
        found = await self._session.get(Feed, PROVINCE, with_for_update=True)
        if found is None:
            found = Feed(name=PROVINCE)
            self._session.add(found)
            await self._session.flush()
        return found

    async def departments(self) -> set[str]:
        """Return the codes of all departments."""
        return set(await self._session.scalars(select(Department.code)))

    async def entry(self, code: str) -> DirectoryEntry | None:
        """Return an entry of the directory, held until the transaction ends."""
        return await self._session.get(DirectoryEntry, code, with_for_update=True)

    async def next_number(self) -> int:
        """Return the place of a new entry: after all others."""
        return (await self._session.scalar(select(func.max(DirectoryEntry.number))) or 0) + 1

    async def lists(self, code: str) -> list[Item]:
        """Return everybody's item of an entry, those first from which others take over; held."""
        found = select(Item).where(Item.directory_code == code).options(joinedload(Item.entry))
        order = found.order_by(Item.inherits_from.is_not(None), Item.item_id)
        return list(await self._session.scalars(order.with_for_update(of=Item)))
