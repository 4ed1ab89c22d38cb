"""What revisions need to know of items."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from servicekit.outbox import Outbox
from servicekit.publication import Finding
from svc_catalog.items import events, rules
from svc_catalog.items.columns import COLUMNS, PARTS
from svc_catalog.items.files import GuideFiles
from svc_catalog.items.models import Item
from svc_catalog.items.service import basics_of, main_items
from svc_catalog.items.types import Finding as ItemFinding
from svc_catalog.items.types import Guide, State, whole
from svc_catalog.situations.rules import handling_findings, only_default
from svc_catalog.situations.service import SituationService

#: The elements of an 实施清单 under the names that the workbook has for them.
LABELS = {
    (f"{PARTS[sheet]}.{column.element}" if sheet in PARTS else column.element): column.title
    for sheet, columns in COLUMNS.items()
    for column in columns
} | {element: sheet.value for sheet, element in PARTS.items()}

HAS_SUB_ITEMS = ItemFinding(
    "main-item",
    "",
    "lists offer the sub-items of a main item, not the main item",
    "主项下有子项的，主项不编制实施清单",
)


class ItemRulebook:
    """Lints guides and lets them out; a list that inherits follows."""

    labels: Mapping[str, str] = LABELS

    def __init__(self, session: AsyncSession, now: datetime, *, may_be_main: bool = False) -> None:
        self._session = session
        #: Whether lists may offer a main item beside its sub-items.
        self._may_be_main = may_be_main
        self._files = GuideFiles(session)
        self._now = now

    async def published(self, thing_ids: Collection[str]) -> dict[str, dict[str, Any]]:
        """Return the guides that people read now, every element said."""
        return {
            item.item_id: Guide.model_validate(item.guide).model_dump(mode="json")
            for item in await self._items(thing_ids)
            if item.guide is not None
        }

    async def findings(self, contents: Mapping[str, Mapping[str, Any]]) -> dict[str, list[Finding]]:
        """Return the rules of quality that guides break."""
        items = await self._items(contents)
        guides = {item.item_id: Guide.model_validate(contents[item.item_id]) for item in items}
        around = await self._around(items, guides)
        return {
            item.item_id: [
                Finding(one.code, one.pointer, one.detail, one.zh)
                for one in [
                    *rules.findings(basics_of(item.entry), guides[item.item_id]),
                    *around[item.item_id],
                ]
            ]
            for item in items
        }

    async def _around(
        self, items: Sequence[Item], guides: Mapping[str, Guide]
    ) -> dict[str, list[ItemFinding]]:
        """Return the rules that guides break with what stands beside them: files, questions, sub-items."""
        asking = [item for item in items if guides[item.item_id].handling_items]
        asked = await SituationService(self._session, self._now).of_items(asking)
        codes = {item.directory_code for item in items}
        mains = set() if self._may_be_main else await main_items(self._session, codes)
        found: dict[str, list[ItemFinding]] = {}
        for item in items:
            guide = guides[item.item_id]
            found[item.item_id] = await self._files.findings(guide)
            wish = asked.get(item.item_id) or only_default(guide)
            found[item.item_id] += [ItemFinding(**vars(one)) for one in handling_findings(wish, guide)]
            if item.directory_code in mains:
                found[item.item_id].append(HAS_SUB_ITEMS)
        return found

    async def publish(self, thing_id: str, content: dict[str, Any], changed: Sequence[str]) -> None:
        """Let people read a guide, and hand on what other lists take over from it."""
        (item,) = await self._items([thing_id])
        await self._write(item, content, changed)
        heirs = select(Item).where(
            Item.inherits_from == item.region_code, Item.directory_code == item.directory_code
        )
        for heir in await self._session.scalars(
            heirs.options(joinedload(Item.entry)).with_for_update(of=Item)
        ):
            taken = [name for name in changed if name not in heir.own_elements]
            if taken and heir.guide is not None:
                await self._write(heir, heir.guide | {name: content[name] for name in taken}, taken)

    async def _write(self, item: Item, guide: dict[str, Any], changed: Sequence[str]) -> None:
        item.guide, item.is_complete, item.changed_at = guide, True, self._now
        await self._files.note(item.item_id, Guide.model_validate(guide))
        if item.inherits_from and item.item_id != item.inherits_from:
            item.own_elements = await self._own(item, guide)
        if item.state == State.DRAFT and item.entry.abolished_at is None:
            item.state = State.PUBLISHED
        await Outbox(self._session, self._now).announce(lambda one: events.item_changed(one, changed), item)

    async def _own(self, item: Item, guide: Mapping[str, Any]) -> list[str]:
        """Return what a list says itself: what differs from the list that it takes over from."""
        above = await self._session.scalar(
            select(Item).where(
                Item.region_code == item.inherits_from, Item.directory_code == item.directory_code
            )
        )
        if above is None or above.guide is None:
            return sorted(guide)
        there = whole(above.guide)
        own = {name for name in guide if guide[name] != there.get(name)}
        return sorted(own | {name for name in item.own_elements if name in guide})

    async def _items(self, item_ids: Collection[str]) -> Sequence[Item]:
        """Return items in a fixed order, held until the transaction ends."""
        found = select(Item).where(Item.item_id.in_(item_ids)).options(joinedload(Item.entry))
        return (await self._session.scalars(found.order_by(Item.item_id).with_for_update(of=Item))).all()
