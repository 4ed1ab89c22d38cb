"""Use cases on items."""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import ColumnElement, true
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.events import Event
from servicekit.outbox import Outbox
from servicekit.routing import check_version
from servicekit.schemas import Page, open_cursor, seal_cursor
from servicekit.scope import within
from svc_catalog.items import events, rules
from svc_catalog.items.errors import AbolishedByProvince, MainItemHasSubItems, NoSuchItem, NotComplete
from svc_catalog.items.files import GuideFiles, hashes_in
from svc_catalog.items.models import DirectoryEntry, Item
from svc_catalog.items.repository import ItemRepository, matching, offered_in
from svc_catalog.items.schemas import (
    GuideOut,
    HandlingItemOut,
    InheritedOut,
    ItemOut,
    OperatorGuideOut,
    OperatorItemOut,
    SiblingOut,
)
from svc_catalog.items.types import Basics, Guide, HandlingItem, State, Wishes
from svc_catalog.regions.service import RegionService

CURSOR = (int, str)


class ItemService:
    """One public method per use case."""

    def __init__(self, session: AsyncSession, now: datetime) -> None:
        self._items = ItemRepository(session)
        self._files = GuideFiles(session)
        self._regions = RegionService(session)
        self._outbox = Outbox(session, now)
        self._now = now

    async def page(self, region: str | None, wishes: Wishes, after: str | None, limit: int) -> Page[ItemOut]:
        """Return what is published, in the order of the directory: everywhere, or for one region.

        Raises:
            NoSuchRegion: the tree does not hold the region.

        """
        there = Item.state == State.PUBLISHED
        if region is not None:
            there = offered_in(await self._regions.lists(region))
        found, onward = await self._page(there & matching(wishes), after, limit)
        return Page(items=[item_out(item) for item in found], next=onward)

    async def page_for_operator(
        self, regions: Iterable[str], state: str | None, q: str | None, after: str | None, limit: int
    ) -> Page[OperatorItemOut]:
        """Return the items of an operator's regions, in whatever state."""
        wanted = within(Item.region_code, regions) & (Item.state == state if state else true())
        found, onward = await self._page(wanted & matching(Wishes(q=q)), after, limit)
        return Page(items=[operator_out(item) for item in found], next=onward)

    async def offered(self, region: str, directory_codes: Sequence[str]) -> dict[str, Item]:
        """Return what is offered to somebody in a region, among directory codes."""
        return await self._items.offered(await self._regions.lists(region), directory_codes)

    async def guide(self, item_id: str) -> tuple[Item, GuideOut]:
        """Return an item that anybody may read.

        Raises:
            NoSuchItem: there is none, or it is not published.

        """
        item = await self._items.find((Item.item_id == item_id) & (Item.state == State.PUBLISHED))
        if item is None:
            raise NoSuchItem
        return item, await self.shown(item)

    async def guide_in(self, directory_code: str, region: str) -> tuple[Item, GuideOut]:
        """Return what somebody in a region is told of an item: by the nearest list that holds it.

        Raises:
            NoSuchItem: no list that applies there holds it, or the nearest has taken it off.
            NoSuchRegion: the tree does not hold the region.

        """
        found = await self.offered(region, [directory_code])
        if directory_code not in found:
            raise NoSuchItem
        return found[directory_code], await self.shown(found[directory_code])

    async def guide_for_operator(self, item_id: str, regions: Iterable[str]) -> tuple[Item, OperatorGuideOut]:
        """Return an item of an operator's regions with its guide, in whatever state.

        Raises:
            NoSuchItem: there is none in the operator's regions.

        """
        item = await self._items.find((Item.item_id == item_id) & within(Item.region_code, regions))
        if item is None:
            raise NoSuchItem
        guide = (await self.shown(item)).model_dump()
        return item, OperatorGuideOut(**guide, allowed=rules.allowed(State(item.state)))

    async def shown(self, item: Item) -> GuideOut:
        """Return an item with its guide, and what of it comes from the list of another region."""
        entry, guide = item.entry, item.guide or {}
        written = Guide.model_validate(item.guide) if item.guide else None
        codes = rules.codes(item.national_code, item.code_scheme)
        names = await self._regions.names({item.region_code, item.inherits_from or item.region_code})
        inherited = None
        if item.inherits_from:
            inherited = InheritedOut(
                region_code=item.inherits_from,
                region_name=names.get(item.inherits_from, ""),
                elements=[element for element in guide if element not in item.own_elements],
            )
        return GuideOut(
            **item_out(item).model_dump(),
            plain_names=entry.plain_names,
            region_name=names.get(item.region_code, ""),
            basic_code=entry.basic_code,
            main_item=rules.main_item(entry.basic_code),
            sub_item=rules.sub_item(entry.basic_code),
            siblings=await self._siblings(item),
            zj_code=item.zj_code,
            national_code=item.national_code,
            code_scheme=item.code_scheme,
            body_code=codes.body if codes else None,
            use_level=codes.use_level if codes else None,
            handling_items=[
                handling_item_out(item, one) for one in rules.handling_items(written, entry.name)
            ],
            legal_limit=entry.legal_limit,
            legal_note=entry.legal_note,
            person_theme=entry.person_theme,
            corporate_theme=entry.corporate_theme,
            required_level=guide.get("required_level", 2),
            guide=item.guide,
            files=await self._files.shown(hashes_in(written)),
            inherited=inherited,
            name_seen_in=entry.name_seen_in,
            unverified=entry.unverified,
        )

    async def _siblings(self, item: Item) -> list[SiblingOut]:
        if not rules.is_sub_item(item.entry.basic_code):
            return []
        return [
            SiblingOut(
                directory_code=entry.code,
                name=entry.name,
                sub_item=rules.sub_item(entry.basic_code),
                item_id=item_id,
            )
            for entry, item_id in await self._items.siblings(item)
        ]

    async def turn(
        self, item_id: str, regions: Iterable[str], act: str, if_match: str | None, *, may_be_main: bool
    ) -> Item:
        """Withdraw, suspend or publish an item and announce it.

        `may_be_main`: a main item may be offered although it has sub-items.

        Raises:
            NoSuchItem: there is none in the operator's regions.
            StaleVersion: it has changed since the operator read it.
            WrongState: the act is not allowed now.
            NotComplete: a draft lacks its guide, or the guide breaks rules of quality.
            AbolishedByProvince: it cannot be offered any more.
            MainItemHasSubItems: its sub-items are offered instead.

        """
        item = await self._items.lock_within(item_id, regions)
        if item is None:
            raise NoSuchItem
        check_version(if_match, item.version)
        if act == "publish" and item.entry.abolished_at is not None:
            raise AbolishedByProvince
        if act == "publish" and not may_be_main and await self._items.with_sub_items([item.directory_code]):
            raise MainItemHasSubItems
        state = rules.next_state(State(item.state), act)
        if item.state == State.DRAFT:
            check_complete(item)
        item.state, item.changed_at = state, self._now
        await self._outbox.announce(lambda one: events.item_changed(one, ["state"]), item)
        return item

    async def _page(
        self, condition: ColumnElement[bool], after: str | None, limit: int
    ) -> tuple[list[Item], str | None]:
        found = list(await self._items.page(condition, open_cursor(after, CURSOR), limit + 1))
        if len(found) <= limit:
            return found, None
        last = found[limit - 1]
        return found[:limit], seal_cursor(last.entry.number, last.item_id)


def check_complete(item: Item) -> None:
    """Refuse an item that is not fit to be read.

    Raises:
        NotComplete: it has no guide, or rules of quality are broken, listed in `findings`.

    """
    if item.guide is None:
        raise NotComplete
    found = rules.findings(basics_of(item.entry), Guide.model_validate(item.guide))
    if found:
        raise NotComplete(findings=[asdict(one) for one in found])


def basics_of(entry: DirectoryEntry) -> Basics:
    """Return what the directory says of an item and every county keeps to."""
    return Basics(
        item_type=entry.item_type,
        case_type=entry.case_type,
        audiences=entry.audiences,
        person_theme=entry.person_theme,
        corporate_theme=entry.corporate_theme,
        legal_limit=entry.legal_limit,
    )


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


def handling_item_out(item: Item, one: HandlingItem) -> HandlingItemOut:
    """Return one way in which an item is handled, with its code."""
    return HandlingItemOut(
        number=one.number,
        code=rules.handling_code(item.national_code, item.code_scheme, one.number),
        name=one.name,
        is_default=one.is_default,
    )


def operator_out(item: Item) -> OperatorItemOut:
    """Return an item as it stands in an operator's list."""
    return OperatorItemOut(**item_out(item).model_dump(), allowed=rules.allowed(State(item.state)))


async def main_items(session: AsyncSession, codes: Iterable[str]) -> set[str]:
    """Return which entries are main items that lists do not offer, for they have sub-items."""
    return await ItemRepository(session).with_sub_items(codes)


async def all_items(session: AsyncSession) -> AsyncIterator[Event]:
    """Yield the present state of every item."""
    async for item in ItemRepository(session).all():
        yield events.item_changed(item)
