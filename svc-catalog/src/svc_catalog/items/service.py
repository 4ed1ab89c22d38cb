"""Use cases on items."""

from collections.abc import AsyncIterator, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, true
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.events import Event
from servicekit.outbox import Outbox
from servicekit.routing import check_version
from servicekit.schemas import Page, open_cursor, seal_cursor
from servicekit.scope import within
from svc_catalog.items import events, rules
from svc_catalog.items.errors import NoSuchItem, NotComplete
from svc_catalog.items.models import Item
from svc_catalog.items.repository import ItemRepository
from svc_catalog.items.schemas import GuideOut, ItemOut, OperatorItemOut
from svc_catalog.items.types import State


class ItemService:
    """One public method per use case."""

    def __init__(self, session: AsyncSession, now: datetime) -> None:
        self._items = ItemRepository(session)
        self._outbox = Outbox(session, now)
        self._session = session
        self._now = now

    async def page(self, condition: ColumnElement[bool], after: str | None, limit: int) -> Page[ItemOut]:
        """Return items that fit, in the order of the directory."""
        found, onward = await self._page(condition, after, limit)
        return Page(items=[item_out(item) for item in found], next=onward)

    async def page_for_operator(
        self, regions: Iterable[str], state: str | None, after: str | None, limit: int
    ) -> Page[OperatorItemOut]:
        """Return the items of an operator's regions, in whatever state."""
        wanted = within(Item.region_code, regions) & (Item.state == state if state else true())
        found, onward = await self._page(wanted, after, limit)
        return Page(items=[operator_out(item) for item in found], next=onward)

    async def guide(self, item_id: str) -> tuple[Item, GuideOut]:
        """Return an item that anybody may read.

        Raises:
            NoSuchItem: there is none, or it is not published.

        """
        item = await self._items.find(item_id)
        if item is None or item.state != State.PUBLISHED:
            raise NoSuchItem
        return item, await self.shown(item)

    async def guide_in(self, directory_code: str, region_code: str) -> tuple[Item, GuideOut]:
        """Return what a region publishes of an item of the directory."""
        found = await self._items.published_in(region_code, [directory_code])
        if directory_code not in found:
            raise NoSuchItem
        return found[directory_code], await self.shown(found[directory_code])

    async def shown(self, item: Item) -> GuideOut:
        """Return an item with its guide."""
        entry = item.entry
        return GuideOut(
            **item_out(item).model_dump(),
            plain_names=entry.plain_names,
            region_name=await self._items.region_name(item.region_code),
            zj_code=item.zj_code,
            national_code=item.national_code,
            code_scheme=item.code_scheme,
            legal_limit=entry.legal_limit,
            person_theme=entry.person_theme,
            corporate_theme=entry.corporate_theme,
            required_level=(item.guide or {}).get("required_level", 2),
            guide=item.guide,
        )

    async def turn(self, item_id: str, regions: Iterable[str], act: str, if_match: str | None) -> Item:
        """Withdraw, suspend or publish an item and announce it.

        Raises:
            NoSuchItem: there is none in the operator's regions.
            StaleVersion: it has changed since the operator read it.
            WrongState: the act is not allowed now.
            NotComplete: what is to be published lacks its guide.

        """
        item = await self._items.lock_within(item_id, regions)
        if item is None:
            raise NoSuchItem
        check_version(if_match, item.version)
        state = rules.next_state(State(item.state), act)
        if state is State.PUBLISHED and item.state == State.DRAFT and not item.is_complete:
            raise NotComplete
        item.state, item.changed_at = state, self._now
        await self._outbox.announce(lambda one: events.item_changed(one, ["state"]), item)
        return item

    async def _page(
        self, condition: ColumnElement[bool], after: str | None, limit: int
    ) -> tuple[list[Item], str | None]:
        key: list[Any] | None = open_cursor(after, 2)
        found = list(await self._items.page(condition, key, limit + 1))
        if len(found) <= limit:
            return found, None
        last = found[limit - 1]
        return found[:limit], seal_cursor(last.entry.number, last.item_id)


def item_out(item: Item) -> ItemOut:
    """Return an item as it stands in a list."""
    entry = item.entry
    return ItemOut(
        item_id=item.item_id,
        name=entry.name,
        directory_code=item.directory_code,
        region_code=item.region_code,
        department_code=entry.department_code,
        department_name=item.department_name,
        item_type=entry.item_type,
        case_type=entry.case_type,
        audiences=entry.audiences,
        state=item.state,
        is_complete=item.is_complete,
        is_online=bool(item.guide and item.guide["is_online"]),
        is_kiosk=item.is_kiosk,
        version=item.version,
        changed_at=item.changed_at,
    )


def operator_out(item: Item) -> OperatorItemOut:
    """Return an item as it stands in an operator's list."""
    return OperatorItemOut(**item_out(item).model_dump(), allowed=rules.allowed(State(item.state)))


async def all_items(session: AsyncSession) -> AsyncIterator[Event]:
    """Yield the present state of every item."""
    async for item in ItemRepository(session).all():
        yield events.item_changed(item)
