"""Use cases on lists."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import true
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.routing import check_version
from servicekit.schemas import Page, open_cursor, seal_cursor
from servicekit.scope import covers, within
from svc_catalog.calendar.service import calendar
from svc_catalog.conditions.rules import check, together
from svc_catalog.conditions.types import Condition, Reason
from svc_catalog.items.models import Item
from svc_catalog.items.repository import matching, offered_in
from svc_catalog.items.service import item_out
from svc_catalog.items.types import Guide, State, Wishes
from svc_catalog.lists import rules
from svc_catalog.lists.errors import ListExists, NoSuchList, NoSuchTask, TaskIsDone
from svc_catalog.lists.models import CuratedList, ListTask
from svc_catalog.lists.repository import ListRepository
from svc_catalog.lists.schemas import (
    CriteriaIn,
    EntryOut,
    JudgedOut,
    ListIn,
    ListOut,
    OperatorListOut,
    ReasonOut,
    TaskOut,
)
from svc_catalog.lists.types import ITEM_FACTS, Kind, TaskState
from svc_catalog.regions.errors import RegionNotYours
from svc_catalog.regions.rules import ancestry
from svc_catalog.regions.service import RegionService

PLACE, DUE = (int, str), (datetime, UUID)


class ListService:
    """One public method per use case."""

    def __init__(self, session: AsyncSession, now: datetime) -> None:
        self._session = session
        self._lists = ListRepository(session)
        self._regions = RegionService(session)
        self._now = now

    async def offered(self, region: str) -> list[ListOut]:
        """Return the lists made for somebody in a region, with how much of each is offered there.

        Raises:
            NoSuchRegion: the tree does not hold the region.

        """
        there = offered_in(await self._regions.lists(region))
        found = await self._lists.of_regions(ancestry(region))
        counts = await self._lists.counts(found, there)
        return [list_out(one, counts.get(one.list_id, 0)) for one in found]

    async def entries(
        self, kind: Kind, region: str, wishes: Wishes, after: str | None, limit: int
    ) -> Page[EntryOut]:
        """Return what stands on a list, is offered to somebody in a region, and fits his wishes.

        Of several lists of one kind the nearest is read.

        Raises:
            NoSuchList: no list of this kind is made for the region.
            NoSuchRegion: the tree does not hold the region.

        """
        there = offered_in(await self._regions.lists(region)) & matching(wishes)
        for above in ancestry(region):
            if found := await self._lists.find(kind, above):
                break
        else:
            raise NoSuchList
        rows = await self._lists.entries(found.list_id, there, open_cursor(after, PLACE), limit + 1)
        last = rows[limit - 1][1] if len(rows) > limit else None
        return Page(
            items=[
                EntryOut(item=item_out(item), reason=row.reason, since=row.since)
                for row, item in rows[:limit]
            ],
            next=seal_cursor(last.entry.number, last.item_id) if last else None,
        )

    async def kept_by(self, regions: AbstractSet[str]) -> list[OperatorListOut]:
        """Return the lists of an operator's regions, and of those above them."""
        above = {code for region in regions for code in ancestry(region)}
        mine = {one.list_id: one for one in await self._lists.within(regions)}
        mine |= {one.list_id: one for one in await self._lists.of_regions(above)}
        counts = await self._lists.counts(mine.values(), true())
        return [operator_out(one, counts.get(one.list_id, 0)) for one in mine.values()]

    async def begin(self, wish: ListIn, regions: AbstractSet[str]) -> CuratedList:
        """Begin a list, which is empty until a round has been published.

        Raises:
            RegionNotYours: it would be made for people beyond the operator's regions.
            ListExists: there is one.
            MalformedRequest: a criterion cannot be judged.

        """
        if not covers(regions, wish.region_code):
            raise RegionNotYours
        check(wish.criteria, ITEM_FACTS, "#/criteria")
        if await self._lists.find(wish.kind, wish.region_code):
            raise ListExists
        one = CuratedList(kind=wish.kind, region_code=wish.region_code, round_title="", published_at=None)
        self._session.add(one)
        return await self._write(one, wish)

    async def change(
        self, list_id: UUID, wish: CriteriaIn, regions: AbstractSet[str], if_match: str | None
    ) -> CuratedList:
        """Change what a list asks; rounds that are open keep what they began with.

        Raises:
            NoSuchList: there is none in the operator's regions.
            StaleVersion: somebody has changed it since.
            MalformedRequest: a criterion cannot be judged.

        """
        one = await self._lists.lock(list_id, regions)
        if one is None:
            raise NoSuchList
        check_version(if_match, one.version)
        check(wish.criteria, ITEM_FACTS, "#/criteria")
        return await self._write(one, wish)

    async def _write(self, one: CuratedList, wish: CriteriaIn) -> CuratedList:
        one.name, one.summary, one.needs_test = wish.name, wish.summary, wish.needs_test
        one.criteria = [condition.model_dump(mode="json") for condition in wish.criteria]
        await self._session.flush()
        return one

    async def shown(self, one: CuratedList) -> OperatorListOut:
        """Return a list as those see it who keep it."""
        counts = await self._lists.counts([one], true())
        return operator_out(one, counts.get(one.list_id, 0))

    async def find(self, kind: Kind, region_code: str) -> CuratedList:
        """Return the list of a kind that is made for exactly this region.

        Raises:
            NoSuchList: there is none.

        """
        found = await self._lists.find(kind, region_code)
        if found is None:
            raise NoSuchList
        return found

    async def judged(self, kind: Kind, region_code: str, item_id: str, regions: Iterable[str]) -> JudgedOut:
        """Return how an item of an operator's regions stands against what a list asks today.

        Raises:
            NoSuchList: there is no such list, or no such item in the regions.

        """
        one = await self.find(kind, region_code)
        item = (await self._lists.items([item_id])).get(item_id)
        if item is None or not covers(regions, item.region_code):
            raise NoSuchList
        return judged_out(judge(criteria_of(one), item))

    async def items(self, item_ids: Iterable[str]) -> dict[str, Item]:
        """Return items with their directory entries, by id."""
        return await self._lists.items(item_ids)

    async def on_list(self, list_id: UUID) -> set[str]:
        """Return what stands on a list."""
        return await self._lists.item_ids(list_id)

    async def renew(
        self, list_id: UUID, title: str, added: Iterable[tuple[Item, str]], removed: Sequence[str]
    ) -> None:
        """Let a list be what a round has made of it; `added` are items with reasons."""
        rows = [
            {
                "list_id": list_id,
                "item_id": item.item_id,
                "directory_code": item.directory_code,
                "region_code": item.region_code,
                "reason": reason,
                "since": self._now,
            }
            for item, reason in added
        ]
        await self._lists.put(rows)
        await self._lists.take_off(list_id, removed)
        one = await self._lists.get(list_id)
        one.round_title, one.published_at = title, self._now
        await self._session.flush()

    async def leave(self, item_id: str) -> int:
        """Take a withdrawn item off every list, with a task to its owner; return off how many."""
        item = (await self._lists.items([item_id])).get(item_id)
        if item is None or item.state != State.WITHDRAWN:
            return 0
        left = await self._lists.drop_item(item_id)
        if not left:
            return 0
        due = rules.due_at(self._now, await calendar(self._session)).astimezone(UTC)
        for list_id, name, _ in left:
            self._session.add(
                ListTask(
                    list_id=list_id,
                    item_id=item_id,
                    item_name=item.entry.name,
                    region_code=item.region_code,
                    department_code=item.entry.department_code,
                    what=f"事项已取消，已从“{name}”清单移出；请确认，需要恢复的请在下一轮重新申报。",
                    state=TaskState.OPEN,
                    made_at=self._now,
                    due_at=due,
                )
            )
        return len(left)

    async def tasks(
        self, regions: Iterable[str], state: TaskState, after: str | None, limit: int
    ) -> Page[TaskOut]:
        """Return the tasks of an operator's regions, what is due first before the others."""
        place = open_cursor(after, DUE)
        wanted = within(ListTask.region_code, regions) & (ListTask.state == state)
        rows = await self._lists.tasks(wanted, place, limit + 1)
        last = rows[limit - 1] if len(rows) > limit else None
        return Page(
            items=[self.task_out(row) for row in rows[:limit]],
            next=seal_cursor(last.due_at.isoformat(), str(last.task_id)) if last else None,
        )

    async def close_task(
        self, task_id: UUID, answer: str, closer: str, regions: Iterable[str], if_match: str | None
    ) -> ListTask:
        """Say what was done about a task.

        Raises:
            NoSuchTask: there is none in the operator's regions.
            StaleVersion: somebody has changed it since.
            TaskIsDone: it has its answer.

        """
        task = await self._lists.lock_task(task_id, regions)
        if task is None:
            raise NoSuchTask
        check_version(if_match, task.version)
        if task.state == TaskState.DONE:
            raise TaskIsDone
        task.state, task.answer = TaskState.DONE, answer
        task.closed_by, task.closed_at = closer, self._now
        await self._session.flush()
        return task

    def task_out(self, task: ListTask) -> TaskOut:
        """Return a task as it stands in the owner's list."""
        is_open = task.state == TaskState.OPEN
        columns = {name: getattr(task, name) for name in TaskOut.model_fields if hasattr(task, name)}
        allowed = ["close"] if is_open else []
        return TaskOut(**columns, is_overdue=is_open and self._now >= task.due_at, allowed=allowed)


def criteria_of(one: CuratedList) -> list[Condition]:
    """Return what a list asks."""
    return [Condition.model_validate(condition) for condition in one.criteria]


def judge(criteria: Iterable[Condition], item: Item) -> list[Reason]:
    """Return how an item, which comes with its directory entry, stands against criteria."""
    entry = item.entry
    directory = {
        "case_type": entry.case_type,
        "item_type": entry.item_type,
        "department": entry.department_code,
        "audiences": entry.audiences,
        "flags": entry.flags,
    }
    guide = Guide.model_validate(item.guide) if item.guide else None
    return rules.judge(criteria, rules.facts_of(directory, is_kiosk=item.is_kiosk, guide=guide))


def judged_out(found: list[Reason]) -> JudgedOut:
    """Return what became of criteria."""
    return JudgedOut(verdict=together(found), reasons=[ReasonOut.model_validate(one) for one in found])


def list_out(one: CuratedList, count: int) -> ListOut:
    """Return a list as residents see it."""
    return ListOut(
        kind=Kind(one.kind),
        name=one.name,
        summary=one.summary,
        region_code=one.region_code,
        round_title=one.round_title,
        published_at=one.published_at,
        count=count,
    )


def operator_out(one: CuratedList, count: int) -> OperatorListOut:
    """Return a list as those see it who keep it."""
    return OperatorListOut(
        **list_out(one, count).model_dump(),
        list_id=one.list_id,
        criteria=criteria_of(one),
        needs_test=one.needs_test,
        version=one.version,
    )
