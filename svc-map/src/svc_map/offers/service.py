"""Use cases on what sites offer."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from sanzhi_proto.catalog.v1.catalog_pb2 import ItemChanged
from servicekit.deadlines import Deadlines
from svc_map.items.service import ItemService
from svc_map.items.types import PUBLISHED, SUSPENDED
from svc_map.offers.types import TELL
from svc_map.sites.service import SiteService
from svc_map.tasks.service import TaskService

#: A list changes by dozens of items at once: its sites tell it once.
GATHER = timedelta(seconds=1)
GONE, CHANGED = "item_gone", "item_changed"


class OfferService:
    """Follows the catalogue: what it withdraws no site offers from that moment on."""

    def __init__(self, session: AsyncSession, now: datetime) -> None:
        self._items = ItemService(session)
        self._sites = SiteService(session, now)
        self._tasks = TaskService(session, now)
        self._deadlines = Deadlines(session)
        self._now = now

    async def follow(self, event: ItemChanged) -> None:
        """Take over an item, and give whoever looks after its sites the task to follow suit."""
        before = await self._items.state(event.item_id)
        if not await self._items.replace(event):
            return
        if (before == PUBLISHED) != (event.state == PUBLISHED):
            await self._tell(event.region_code)
        if event.state == PUBLISHED:
            if before not in {None, PUBLISHED}:
                await self._tasks.resolve(GONE, event.item_id, "事项已重新发布")
            elif before == PUBLISHED and event.changed:
                reason = ",".join(event.changed)
                await self._ask(event, CHANGED, reason, "有变动，请核对公示与指引")
        elif before == PUBLISHED:
            said = "暂停受理" if event.state == SUSPENDED else "已下架"
            await self._ask(event, GONE, f"item_{event.state}", f"{said}，请撤下公示与指引")

    async def forget(self, item_id: str) -> None:
        """Let no site offer an item that the catalogue has removed."""
        item = await self._items.remove(item_id)
        if item is not None and item.state == PUBLISHED:
            await self._tell(item.region_code)

    async def _tell(self, list_region: str) -> None:
        await self._deadlines.set(TELL, list_region, self._now + GATHER)

    async def _ask(self, event: ItemChanged, kind: str, reason: str, what: str) -> None:
        """Open the task of those who look after the sites that offer or offered an item."""
        sites = await self._sites.offering(event.region_code, event.directory_code)
        if not sites:
            return
        names = "、".join(site.name for site in sites[:3]) + ("等" if len(sites) > 3 else "")  # noqa: PLR2004
        await self._tasks.open(
            kind,
            subject=event.item_id,
            region_code=event.region_code,
            title=f"{event.name}{what}：{names}"[:300],
            reason=reason[:200],
        )
