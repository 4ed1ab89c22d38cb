"""Use cases on revisions of items."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import chain
from typing import Any
from uuid import UUID

import orjson
from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from servicekit.auth import Access
from servicekit.problems import MalformedRequest
from servicekit.publication import Desk, Step
from servicekit.publication.errors import NoSuchRevision, NothingChanges
from servicekit.publication.rules import ACTS
from servicekit.routing import check_version
from servicekit.scope import covers, within
from svc_catalog.items.errors import NoSuchItem
from svc_catalog.items.models import Item
from svc_catalog.items.types import Guide
from svc_catalog.province.errors import ProvinceOwned
from svc_catalog.province.repository import owned_values
from svc_catalog.province.rules import trespasses
from svc_catalog.revisions.models import Amendment, ItemRevision
from svc_catalog.revisions.rulebook import LABELS, ItemRulebook
from svc_catalog.revisions.schemas import (
    AmendmentOut,
    DifferenceOut,
    ReadOut,
    RevisionDetailOut,
    RevisionOut,
    SharedDifferenceOut,
    ValueOut,
)

EFFECT = "item.revision"
#: Who lets out what is not ours to decide.
PROVINCE = "province-library"
#: Author in the department, reviewer in the county, publisher in the city.
STEPS = (
    Step("review", "item:review", "县级审核"),
    Step("publish", "item:publish", "市级发布"),
)


class RevisionService:
    """One public method per use case."""

    def __init__(self, session: AsyncSession, now: datetime, *, may_be_main: bool = False) -> None:
        self._session = session
        self._now = now
        rulebook = ItemRulebook(session, now, may_be_main=may_be_main)
        self._desk = Desk(session, now, ItemRevision, STEPS, rulebook, EFFECT)

    async def draft(self, item_id: str, guide: Guide, reason: str, access: Access) -> RevisionDetailOut:
        """Keep a draft of an item's guide.

        Raises:
            NoSuchItem: there is none where the caller may draft.
            ProvinceOwned: it changes what only the province gives.
            NothingChanges, RevisionOpen: see `Desk.draft`.

        """
        item = await self._item(item_id, access)
        content = guide.model_dump(mode="json")
        await self._check_owned([item], {item.item_id: content}, "guide")
        author = access.caller.subject
        return await self.shown(
            await self._desk.draft(item.item_id, item.region_code, content, reason, author)
        )

    async def roll_back(self, item_id: str, number: int, reason: str, access: Access) -> RevisionDetailOut:
        """Draft what people read before, but for what the province gives; it goes the way of every draft.

        Raises:
            NoSuchItem: there is none where the caller may draft.
            NoSuchRevision: nobody has read a revision of this number.

        """
        item = await self._item(item_id, access)
        old = await self._desk.numbered(item.item_id, number)
        given = await owned_values(self._session, [item.directory_code])
        content = old.content | given.get(item.directory_code, {})
        author = access.caller.subject
        return await self.shown(
            await self._desk.draft(item.item_id, item.region_code, content, reason, author)
        )

    async def begun(self, item_id: str, author: str) -> dict[str, Any] | None:
        """Return what somebody has drafted of an item and not yet passed on."""
        one = await self._desk.open_revision(item_id)
        return one.content if one and one.author == author and one.state in ACTS["draft"] else None

    async def impose(self, item: Item, values: Mapping[str, Any], reason: str) -> None:
        """Let out what the province says of an item; drafts of it, and of lists that take over, follow."""
        held = item.guide or {}
        for heir in await self._heirs(item):
            taken = {name: value for name, value in values.items() if name not in heir.own_elements}
            await self._desk.rebase(heir.item_id, heir.guide or {}, taken, reason, PROVINCE)
        content = Guide.model_validate({**held, **values}).model_dump(mode="json")
        await self._desk.impose(item.item_id, item.region_code, content, reason, PROVINCE)

    async def submit(
        self, one: ItemRevision, access: Access, waivers: Mapping[str, str], valid_from: datetime | None
    ) -> RevisionDetailOut:
        """Pass a draft on to review."""
        await self._desk.submit(one, access.caller.subject, waivers, valid_from)
        return await self.shown(one)

    async def approve(self, one: ItemRevision, access: Access, note: str) -> RevisionDetailOut:
        """Sign a revision."""
        await self._desk.approve(one, access, note)
        return await self.shown(one)

    async def send_back(self, one: ItemRevision, access: Access, note: str) -> RevisionDetailOut:
        """Return a revision to its author."""
        await self._desk.send_back(one, access, note)
        return await self.shown(one)

    async def discard(self, one: ItemRevision, access: Access) -> RevisionDetailOut:
        """Give a revision up."""
        await self._desk.discard(one, access.caller.subject)
        return await self.shown(one)

    async def find(self, revision_id: UUID, access: Access, if_match: str | None = None) -> ItemRevision:
        """Return a revision of the caller's regions, of the version that he has read if he says so.

        Raises:
            NoSuchRevision: there is none there.
            StaleVersion: it has changed since.

        """
        one = await self._desk.find(revision_id, access.regions)
        if if_match is not None:
            check_version(if_match, one.version)
        return one

    async def history(self, item_id: str, access: Access) -> list[RevisionOut]:
        """Return all revisions of an item, newest first, without their texts.

        Raises:
            NoSuchItem: there is none in the caller's regions.

        """
        await self._item(item_id, access)
        return [RevisionOut.model_validate(one) for one in await self._desk.history(item_id)]

    async def read_at(self, item_id: str, moment: datetime) -> ReadOut:
        """Return what people read of an item at a moment.

        Raises:
            NoSuchItem: there was nothing to read.

        """
        item = await self._session.get(Item, item_id)
        if item is None:
            raise NoSuchItem
        one = await self._desk.read_at(item_id, moment)
        if one is not None:
            return ReadOut(
                item_id=item_id,
                at=moment,
                number=one.number,
                content_hash=one.content_hash,
                guide=one.content,
            )
        if item.guide is None or await self._desk.history(item_id):
            raise NoSuchItem
        return ReadOut(item_id=item_id, at=moment, number=0, content_hash="", guide=item.guide)

    async def take_effect(self, revision_id: UUID) -> None:
        """Let out a revision whose day has come."""
        await self._desk.take_effect(revision_id)

    async def shown(self, one: ItemRevision) -> RevisionDetailOut:
        """Return a revision with what it changes."""
        found = RevisionDetailOut.model_validate(one)
        (differences,) = await self._desk.differences([one])
        found.differences = [DifferenceOut(**asdict(each)) for each in differences]
        return found

    async def begin_amendment(self, reason: str, author: str) -> Amendment:
        """Keep a change that has no items yet."""
        change = Amendment(reason=reason, author=author, made_at=self._now, items=0)
        self._session.add(change)
        await self._session.flush()
        return change

    async def amend(
        self, change: Amendment, guides: Mapping[str, dict[str, Any]], regions: Iterable[str]
    ) -> None:
        """Draft guides of some more items as part of a change; what says nothing new is left out.

        Raises:
            NoSuchItem: one of them does not lie in the regions.
            ProvinceOwned: one of them changes what only the province gives.
            RevisionOpen: somebody has a revision of one of them.

        """
        items = await self._items(guides, regions)
        await self._check_owned(items, guides, "set")
        wanted = {item.item_id: (item.region_code, guides[item.item_id]) for item in items}
        change.items += len(await self._desk.draft_many(wanted, change.reason, change.author, change.id))
        await self._session.flush()

    async def set_everywhere(
        self, item_ids: Sequence[str], values: Mapping[str, Any], reason: str, access: Access
    ) -> Amendment:
        """Draft the same values for many items as one change; items without a guide are left out.

        Raises:
            MalformedRequest: an element has no such form.
            NothingChanges: none of them would say anything new.
            NoSuchItem, RevisionOpen: see `amend`.

        """
        guides: dict[str, dict[str, Any]] = {}
        for item in await self._items(dict.fromkeys(item_ids), access.regions):
            if item.guide is None:
                continue
            try:
                guides[item.item_id] = Guide.model_validate({**item.guide, **values}).model_dump(mode="json")
            except ValidationError as error:
                wrong = {str(one["loc"][0]) for one in error.errors()}
                raise MalformedRequest(
                    errors=[
                        {"pointer": f"#/set/{name}", "detail": "does not fit", "zh": "取值不符合要求"}
                        for name in sorted(wrong)
                    ]
                ) from None
        change = await self.begin_amendment(reason, access.caller.subject)
        await self.amend(change, guides, access.regions)
        if not change.items:
            raise NothingChanges
        return change

    async def find_amendment(self, change_id: UUID, access: Access) -> tuple[Amendment, list[ItemRevision]]:
        """Return a change with its revisions, all of them the caller's to see.

        Raises:
            NoSuchRevision: there is none, or some of it lies outside the caller's regions.

        """
        change = await self._session.get(Amendment, change_id, with_for_update=True)
        found = (
            select(ItemRevision).where(ItemRevision.change_id == change_id).order_by(ItemRevision.thing_id)
        )
        revisions = list(await self._session.scalars(found.with_for_update()))
        if change is None or not all(covers(access.regions, one.region_code) for one in revisions):
            raise NoSuchRevision
        return change, revisions

    async def shown_amendment(self, change: Amendment, revisions: Sequence[ItemRevision]) -> AmendmentOut:
        """Return a change as one difference: what is new, and how many said what before."""
        before: dict[tuple[str, bytes], Counter[bytes]] = {}
        for each in chain.from_iterable(await self._desk.differences(revisions)):
            key = (each.pointer, orjson.dumps(each.after))
            before.setdefault(key, Counter())[orjson.dumps(each.before)] += 1
        differences = [
            SharedDifferenceOut(
                pointer=pointer,
                label=LABELS.get(pointer.strip("/").replace("/", "."), pointer),
                after=orjson.loads(after),
                before=[ValueOut(value=orjson.loads(value), items=n) for value, n in counted.most_common(20)],
                items=counted.total(),
            )
            for (pointer, after), counted in before.items()
        ]
        states = Counter(one.state for one in revisions)
        return AmendmentOut(
            id=change.id, reason=change.reason, author=change.author, made_at=change.made_at,
            items=change.items, states=dict(states), differences=differences,
        )  # fmt: skip

    async def _check_owned(
        self, items: Sequence[Item], guides: Mapping[str, Mapping[str, Any]], place: str
    ) -> None:
        """Refuse guides that change what only the province gives."""
        given = await owned_values(self._session, {item.directory_code for item in items})
        found = {
            name: item.item_id
            for item in items
            for name in trespasses(guides[item.item_id], given.get(item.directory_code, {}))
        }
        if found:
            raise ProvinceOwned(
                errors=[
                    {"pointer": f"#/{place}/{name}", "detail": f"the province gives it: {item_id}",
                     "zh": f"{LABELS.get(name, name)}由省权力事项库给定"}
                    for name, item_id in found.items()
                ]
            )  # fmt: skip

    async def _heirs(self, item: Item) -> Sequence[Item]:
        """Return the lists that take over what an item says."""
        taking = (Item.inherits_from == item.region_code) & (Item.directory_code == item.directory_code)
        return (await self._session.scalars(select(Item).where(taking).order_by(Item.item_id))).all()

    async def _item(self, item_id: str, access: Access) -> Item:
        (item,) = await self._items({item_id: None}, access.regions)
        return item

    async def _items(self, item_ids: Mapping[str, Any], regions: Iterable[str]) -> list[Item]:
        wanted = Item.item_id.in_(list(item_ids)) & within(Item.region_code, regions)
        found = select(Item).where(wanted).options(joinedload(Item.entry)).order_by(Item.item_id)
        items = list(await self._session.scalars(found))
        if len(items) != len(item_ids):
            raise NoSuchItem
        return items
