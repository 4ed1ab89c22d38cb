"""Use cases on the copy of the catalogue."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from sanzhi_proto.catalog.v1.catalog_pb2 import ItemChanged
from servicekit.deadlines import Deadlines
from svc_kiosk.items.repository import ItemRepository
from svc_kiosk.items.types import TELL

#: A county's list changes by dozens of items at once: its devices tell it once.
GATHER = timedelta(seconds=1)
COUNTY = 6  # digits


class ItemService:
    """What other features and events may ask of items."""

    def __init__(self, session: AsyncSession) -> None:
        self._items = ItemRepository(session)
        self._deadlines = Deadlines(session)

    async def offered_in(self, region_codes: Iterable[str]) -> dict[str, list[str]]:
        """Return the ids of what terminals offer, by the region in which they stand.

        A terminal in a town or village offers its county's list.
        """
        counties = {code: code[:COUNTY] for code in region_codes}
        lists: dict[str, list[str]] = {county: [] for county in counties.values()}
        for item in await self._items.offered_in(lists.keys()):
            lists[item.region_code].append(item.item_id)
        return {code: lists[county] for code, county in counties.items()}

    async def replace(self, event: ItemChanged, now: datetime) -> None:
        """Take over what the catalogue announces; an older state changes nothing."""
        before = await self._items.find(event.item_id)
        was_offered = before is not None and before.is_offered
        is_offered = event.state == "published" and event.is_kiosk
        stored = await self._items.put(
            {
                "item_id": event.item_id,
                "source_version": event.version,
                "name": event.name,
                "region_code": event.region_code,
                "is_offered": is_offered,
            }
        )
        if stored and was_offered != is_offered:
            await self._deadlines.set(TELL, event.region_code, now + GATHER)

    async def remove(self, item_id: str, now: datetime) -> None:
        """Forget an item that the catalogue has removed."""
        before = await self._items.find(item_id)
        if before is None:
            return
        await self._items.remove(item_id)
        if before.is_offered:
            await self._deadlines.set(TELL, before.region_code, now + GATHER)
