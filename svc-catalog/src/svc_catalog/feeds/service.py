"""Use cases on the feed."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import flag_modified

from servicekit.outbox import Outbox
from servicekit.scope import covers
from svc_catalog.arrivals.service import ArrivalService
from svc_catalog.feeds import rules
from svc_catalog.feeds.errors import PageRefused
from svc_catalog.feeds.models import Feed
from svc_catalog.feeds.repository import FeedRepository
from svc_catalog.feeds.schemas import ElementOut, Origin, OriginsOut
from svc_catalog.feeds.types import Change, FeedState, LibraryPage, Outcome, Values
from svc_catalog.items import events
from svc_catalog.items.errors import NoSuchItem
from svc_catalog.items.models import DirectoryEntry, Item
from svc_catalog.items.rules import length
from svc_catalog.items.types import Limit, State, whole
from svc_catalog.merges.service import MergeService
from svc_catalog.province.models import ProvinceItem
from svc_catalog.province.repository import said
from svc_catalog.province.rules import OWNED
from svc_catalog.revisions.rulebook import LABELS, ItemRulebook
from svc_catalog.revisions.service import RevisionService

REASON = "省权力事项库变更（第 {version} 版）"
LIMIT = "promised_limit"
#: Columns of the directory that items do not tell others.
UNTOLD = {"implementing_body", "legal_basis"}


class FeedService:
    """Takes in what the province's library says."""

    def __init__(self, session: AsyncSession, now: datetime, adopt_within: int, most_abolished: int) -> None:
        self._session = session
        self._now = now
        self._adopt_within = adopt_within
        self._most_abolished = most_abolished
        self._found = FeedRepository(session)
        self._merges = MergeService(session, now)
        self._revisions = RevisionService(session, now)
        self._rulebook = ItemRulebook(session, now)

    async def feed(self) -> Feed:
        """Return how far the library has been read."""
        return await self._found.feed()

    async def is_empty(self) -> bool:
        """Return whether there is no department yet to which an item could belong."""
        return not await self._found.departments()

    async def take(self, feed: Feed, page: LibraryPage) -> None:
        """Take in a page, all of it; what is known already changes nothing.

        Raises:
            PageRefused: it abolishes too much, or names a department that is not there.

        """
        told = await said(self._session, [one.code for one in page.changes])
        known = {code for code, one in told.items() if not one.is_abolished}
        rules.check_abolished(page.changes, known, self._most_abolished)
        departments = await self._found.departments()
        for one in page.changes:
            if not one.is_abolished and one.base["department_code"] not in departments:
                raise PageRefused("unknown-department", f"{one.code}: {one.base['department_code']}"[:200])
        for one in page.changes:
            before = told.get(one.code)
            if before is None or before.version < one.version:
                await self._take(one, before)
                feed.changes += 1
        feed.cursor, feed.asked_at = page.cursor, self._now
        feed.alarm, feed.alarm_detail, feed.alarm_at = None, "", None
        feed.state = FeedState.UNDER_WAY if page.has_more else FeedState.CURRENT
        if not page.has_more:
            feed.current_at = self._now
        await self._session.flush()

    def raise_alarm(self, feed: Feed, code: str, detail: str) -> None:
        """Keep why a page was not taken; nothing else changes."""
        feed.state, feed.alarm, feed.alarm_detail = FeedState.ALARM, code, detail[:200]
        feed.alarm_at, feed.asked_at = feed.alarm_at or self._now, self._now

    async def follow_drafts(self) -> None:
        """Close merges whose draft people read by now, and open those whose draft was given up."""
        await self._merges.follow_drafts()

    async def _take(self, change: Change, before: ProvinceItem | None) -> None:
        entry = await self._found.entry(change.code)
        if change.is_abolished:
            if entry is not None:
                await self._abolish(entry)
        else:
            renamed = await self._describe(entry, change)
            told = [name for name in renamed if name not in UNTOLD]
            for item in await self._found.lists(change.code):
                await self._announce(item, told)
                if item.guide is not None:
                    await self._follow(item, change, before)
        self._keep(change, before)
        await self._session.flush()

    async def _describe(self, entry: DirectoryEntry | None, change: Change) -> list[str]:
        """Write what the directory says; return which columns are new."""
        if entry is None:
            number = await self._found.next_number()
            self._session.add(
                DirectoryEntry(
                    code=change.code, number=number, plain_names=[], flags=[], search_version=1, **change.base
                )
            )
            await self._session.flush()
            await ArrivalService(self._session, self._now).arrive(change.code)
            return []
        renamed = [name for name, value in change.base.items() if getattr(entry, name) != value]
        for name in renamed:
            setattr(entry, name, change.base[name])
        entry.abolished_at = None
        entry.search_version += bool(renamed)
        return renamed

    async def _announce(self, item: Item, changed: list[str]) -> None:
        if not changed:
            return
        if "basic_code" in changed:
            code = item.entry.basic_code
            item.national_code = item.national_code[: -len(code)] + code
        item.changed_at = self._now
        # Even when two pages come within one tick of the clock: each announcement has its version.
        flag_modified(item, "changed_at")
        await Outbox(self._session, self._now).announce(lambda one: events.item_changed(one, changed), item)

    async def _follow(self, item: Item, change: Change, before: ProvinceItem | None) -> None:
        """Let an item follow what it has not made its own, and somebody choose where it has."""
        ours, theirs = whole(item.guide) if item.guide else {}, change.guide or {}
        found = rules.outcome(
            before.guide if before else None,
            ours,
            theirs,
            lambda name: item.inherits_from is None or name in item.own_elements,
        )
        found = await self._without_harm(item, ours, found)
        if found.followed:
            reason = REASON.format(version=change.version)
            await self._revisions.impose(item, found.followed, reason)
        contested = found.contested | self._beyond_the_law(item, change)
        await self._merges.contest(item, change.version, theirs, contested, self._adopt_within)

    async def _without_harm(self, item: Item, ours: Values, found: Outcome) -> Outcome:
        """Return the outcome with everything to be chosen that would break a rule if it were followed."""
        optional = {name: value for name, value in found.followed.items() if name not in OWNED}
        if not optional:
            return found
        if await self._broken(item, ours | found.followed) <= await self._broken(item, ours):
            return found
        asked = {name: {"base": ours[name], "theirs": value} for name, value in optional.items()}
        forced = {name: value for name, value in found.followed.items() if name in OWNED}
        return Outcome(forced, found.contested | asked)

    async def _broken(self, item: Item, guide: Values) -> set[str]:
        """Return the codes of the rules of quality that a guide breaks."""
        found = await self._rulebook.findings({item.item_id: guide})
        return {one.code for one in found[item.item_id]}

    def _beyond_the_law(self, item: Item, change: Change) -> dict[str, Values]:
        """Return a promise that has become longer than the law's limit: somebody has to shorten it."""
        legal, promised = change.base["legal_limit"], (item.guide or {}).get(LIMIT)
        if not (legal and promised) or length(Limit(**promised)) <= length(Limit(**legal)):
            return {}
        return {LIMIT: {"base": promised, "theirs": (change.guide or {}).get(LIMIT, legal)}}

    async def _abolish(self, entry: DirectoryEntry) -> None:
        entry.abolished_at = entry.abolished_at or self._now
        for item in await self._found.lists(entry.code):
            await self._merges.forget(item.item_id)
            if item.state in {State.PUBLISHED, State.SUSPENDED}:
                item.state = State.WITHDRAWN
                await self._announce(item, ["state"])

    def _keep(self, change: Change, before: ProvinceItem | None) -> None:
        if before is None:
            before = ProvinceItem(code=change.code, base={}, guide=None)
            self._session.add(before)
        if not change.is_abolished:
            before.base, before.guide = change.base, change.guide
        before.version, before.is_abolished, before.taken_at = change.version, change.is_abolished, self._now

    async def origins(self, item_id: str, regions: Iterable[str]) -> OriginsOut:
        """Return where the elements of an item come from.

        Raises:
            NoSuchItem: there is none in the regions.

        """
        item = await self._session.get(Item, item_id)
        if item is None or not covers(frozenset(regions), item.region_code):
            raise NoSuchItem
        found = (await said(self._session, [item.directory_code])).get(item.directory_code)
        given: Mapping[str, Any] = (found.guide if found else None) or {}
        return OriginsOut(
            item_id=item.item_id,
            province_version=found.version if found else None,
            taken_at=found.taken_at if found else None,
            is_abolished=bool(found and found.is_abolished),
            inherits_from=item.inherits_from,
            base=sorted(found.base) if found else [],
            elements=[element(item, name, value, given) for name, value in (item.guide or {}).items()],
        )


def element(item: Item, name: str, value: Any, given: Mapping[str, Any]) -> ElementOut:
    """Return where one element comes from."""
    is_overridden = name in given and given[name] != value
    origin = Origin.OWN
    if name in given and not is_overridden:
        origin = Origin.PROVINCE
    elif item.inherits_from and name not in item.own_elements:
        origin = Origin.REGION
    return ElementOut(
        element=name,
        label=LABELS.get(name, name),
        origin=origin,
        is_read_only=name in OWNED and name in given,
        is_overridden=is_overridden,
        province=given[name] if is_overridden else None,
    )
