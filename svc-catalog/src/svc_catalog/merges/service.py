"""Use cases on merges."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import ColumnElement, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from servicekit.auth import Access
from servicekit.problems import MalformedRequest
from servicekit.publication.errors import NothingChanges
from servicekit.routing import check_version
from servicekit.schemas import Page, open_cursor, seal_cursor
from servicekit.scope import within
from servicekit.workdays import SHANGHAI
from svc_catalog.calendar.service import calendar
from svc_catalog.items import rules as item_rules
from svc_catalog.items.models import Item
from svc_catalog.items.service import basics_of
from svc_catalog.items.types import Guide
from svc_catalog.merges.errors import ChoicesIncomplete, MergeIsOver, NoSuchMerge
from svc_catalog.merges.models import Merge
from svc_catalog.merges.repository import MergeRepository
from svc_catalog.merges.schemas import FieldOut, MergeDecision, MergeDetailOut, MergeOut
from svc_catalog.merges.types import MergeState, Take
from svc_catalog.revisions.rulebook import LABELS
from svc_catalog.revisions.schemas import FindingOut
from svc_catalog.revisions.service import RevisionService

CURSOR = (date, UUID)


class MergeService:
    """One public method per use case."""

    def __init__(self, session: AsyncSession, now: datetime) -> None:
        self._session = session
        self._now = now
        self._merges = MergeRepository(session)
        self._revisions = RevisionService(session, now)

    async def contest(
        self, item: Item, version: int, theirs: Mapping[str, Any], fields: Mapping[str, Any], workdays: int
    ) -> None:
        """Let somebody choose, in `workdays`; elements join those that are to be chosen already.

        `theirs` is all that the province says now: what it took back, or what the list says by
        now too, needs no choice any more. The day stays that of the first of them.
        """
        one = await self._merges.open_of(item.item_id)
        held = dict(one.fields) if one else {}
        joined = {name: value | {"base": held.get(name, value)["base"]} for name, value in fields.items()}
        kept = {
            name: {"base": field["base"], "theirs": theirs.get(name, field["theirs"])}
            for name, field in held.items()
        }
        contested = {name: field for name, field in (kept | joined).items() if not settled(item, name, field)}
        if one is None and not contested:
            return
        if one is None:
            due = (await calendar(self._session)).add(self._now.astimezone(SHANGHAI).date(), workdays)
            one = Merge(item_id=item.item_id, region_code=item.region_code, opened_at=self._now)
            one.item_name, one.department_code = item.entry.name, item.entry.department_code
            one.adopt_by, one.is_provisional = due.day, due.is_provisional
            one.state, one.choices = MergeState.OPEN, {}
            self._session.add(one)
        one.fields, one.province_version = contested, version
        if not contested:
            one.state = MergeState.GONE
        await self._session.flush()

    async def forget(self, item_id: str) -> None:
        """Let nothing be chosen of an item that the province has abolished."""
        one = await self._merges.open_of(item_id)
        if one is not None:
            one.state = MergeState.GONE

    async def follow_drafts(self) -> None:
        """Close what people read by now; open again what was drafted and given up."""
        await self._merges.follow_drafts()

    async def page(
        self, regions: Iterable[str], state: MergeState | None, after: str | None, limit: int
    ) -> Page[MergeOut]:
        """Return the merges of some regions, what is due first before the others."""
        wanted: ColumnElement[bool] = Merge.state == state if state else true()
        place = open_cursor(after, CURSOR)
        since = (place[0], place[1]) if place else None
        found = list(await self._merges.page(wanted & within(Merge.region_code, regions), since, limit + 1))
        last = found[limit - 1] if len(found) > limit else None
        onward = seal_cursor(last.adopt_by.isoformat(), last.id) if last else None
        return Page(items=[self.shown(one) for one in found[:limit]], next=onward)

    async def find(self, merge_id: UUID, regions: Iterable[str], if_match: str | None = None) -> Merge:
        """Return a merge of some regions, of the version that the caller has read if he says so.

        Raises:
            NoSuchMerge: there is none there.
            StaleVersion: it has changed since.

        """
        one = await self._merges.lock(merge_id, regions)
        if one is None:
            raise NoSuchMerge
        if if_match is not None:
            check_version(if_match, one.version)
        return one

    async def decide(self, one: Merge, body: MergeDecision, access: Access) -> None:
        """Draft what was chosen; a list that keeps everything it says has nothing to draft.

        Raises:
            MergeIsOver: somebody has chosen.
            ChoicesIncomplete: a contested element lacks its choice.
            MalformedRequest: an edited value has not the form of its element.
            RevisionOpen: somebody else has a revision of the item.

        """
        if one.state != MergeState.OPEN:
            raise MergeIsOver(state=one.state)
        check_choices(one.fields, body)
        item = await self._item(one)
        begun = await self._revisions.begun(item.item_id, access.caller.subject)
        content = begun or item.guide or {}
        for name, choice in body.choices.items():
            if choice.take is Take.THEIRS:
                content = content | {name: one.fields[name]["theirs"]}
            elif choice.take is Take.EDITED:
                content = content | {name: choice.value}
        try:
            guide = Guide.model_validate(content)
        except ValidationError as error:
            raise MalformedRequest(errors=[wrong(name) for name in places(error)]) from None
        one.choices = {name: choice.take.value for name, choice in body.choices.items()}
        one.decided_by, one.decided_at = access.caller.subject, self._now
        try:
            draft = await self._revisions.draft(item.item_id, guide, body.reason, access)
        except NothingChanges:
            one.state = MergeState.CLOSED
        else:
            one.state, one.revision_id = MergeState.DRAFTED, draft.id
        await self._session.flush()

    def shown(self, one: Merge) -> MergeOut:
        """Return a merge as it stands in a list."""
        today = self._now.astimezone(SHANGHAI).date()
        values = {name: getattr(one, name) for name in MergeOut.model_fields if hasattr(one, name)}
        return MergeOut(
            **values,
            elements=sorted(one.fields),
            is_overdue=one.state == MergeState.OPEN and today > one.adopt_by,
        )

    async def detail(self, one: Merge) -> MergeDetailOut:
        """Return a merge with what each side says."""
        item = await self._item(one)
        ours = item.guide or {}
        theirs = {name: field["theirs"] for name, field in one.fields.items()}
        found = item_rules.findings(basics_of(item.entry), Guide.model_validate(ours | theirs))
        return MergeDetailOut(
            **self.shown(one).model_dump(),
            fields=[
                FieldOut(element=name, label=LABELS.get(name, name), ours=ours.get(name), **field)
                for name, field in one.fields.items()
            ],
            findings=[FindingOut(**asdict(each)) for each in found],
        )

    async def _item(self, one: Merge) -> Item:
        return await self._session.get_one(Item, one.item_id, options=[joinedload(Item.entry)])


def settled(item: Item, name: str, field: Mapping[str, Any]) -> bool:
    """Return whether there is nothing to choose: both say the same, or the province what it said."""
    return field["theirs"] in ((item.guide or {}).get(name), field["base"])


def check_choices(fields: Mapping[str, Any], body: MergeDecision) -> None:
    """Refuse a decision that leaves something open, or decides what nobody asked.

    Raises:
        ChoicesIncomplete: at which elements stands in `errors`.

    """
    missing = [name for name in fields if name not in body.choices]
    foreign = [name for name in body.choices if name not in fields]
    empty = [name for name, one in body.choices.items() if (one.take is Take.EDITED) == (one.value is None)]
    if found := [*missing, *foreign, *empty]:
        raise ChoicesIncomplete(
            errors=[
                {"pointer": f"#/choices/{name}", "detail": "needs a choice that fits", "zh": "请作出选择"}
                for name in dict.fromkeys(found)
            ]
        )


def places(error: ValidationError) -> list[str]:
    """Return the elements that do not fit."""
    return sorted({str(one["loc"][0]) for one in error.errors()})


def wrong(name: str) -> dict[str, str]:
    """Return what is said of an edited value that does not fit."""
    return {"pointer": f"#/choices/{name}/value", "detail": "does not fit", "zh": "取值不符合要求"}
