"""Use cases on the comparison."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, true
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.schemas import Page, open_cursor, seal_cursor
from servicekit.scope import within
from servicekit.workdays import SHANGHAI, Due
from svc_catalog.calendar.service import calendar
from svc_catalog.drift import rules
from svc_catalog.drift.models import DriftRun, DriftTask
from svc_catalog.drift.repository import DriftRepository
from svc_catalog.drift.schemas import DifferenceOut, DriftRunOut, DriftTaskOut
from svc_catalog.drift.types import OWNER, Held, Neighbour, Ours, TaskState, Verdict

CURSOR = (date, UUID)
AWAY = {"verdict": Verdict.AWAY, "held": None, "differing": None}


class DriftService:
    """One public method per use case."""

    def __init__(self, session: AsyncSession, now: datetime) -> None:
        self._session = session
        self._now = now
        self._found = DriftRepository(session)

    async def compare(
        self, answers: Mapping[Neighbour, Mapping[str, Held] | None], workdays: int
    ) -> DriftRun:
        """Open a task for every difference and close those that are gone.

        Of a neighbour that did not answer (`None`) nothing is known: it is named, and its tasks stay.
        """
        ours = await self._found.ours()
        due = (await calendar(self._session)).add(self._now.astimezone(SHANGHAI).date(), workdays)
        run = DriftRun(made_at=self._now, items=len(ours), neighbours={}, opened=0, closed=0)
        told: dict[str, Any] = {}
        asked = {**answers, Neighbour.GUIDES: await self._found.guided()}
        for neighbour, held in asked.items():
            if held is None:
                told[neighbour] = AWAY
                continue
            found = rules.differences(neighbour, ours, held, self._now)
            told[neighbour] = {"verdict": Verdict.COMPARED, "held": len(held), "differing": len(found)}
            tasks = await self._found.open_of(neighbour)
            for item_id, parts in found.items():
                task = tasks.pop(item_id, None)
                if task is None:
                    task = self._opened(neighbour, item_id, ours.get(item_id), held.get(item_id), due)
                    run.opened += 1
                task.differences, task.seen_at = parts, self._now
            for task in tasks.values():
                if self._is_mended(ours.get(task.item_id)):
                    task.state, task.closed_at = TaskState.CLOSED, self._now
                    run.closed += 1
        run.neighbours = told
        self._session.add(run)
        await self._session.flush()
        return run

    def _opened(
        self, neighbour: Neighbour, item_id: str, ours: Ours | None, held: Held | None, due: Due
    ) -> DriftTask:
        name = ours.name if ours else held.name if held else ""
        task = DriftTask(neighbour=neighbour, item_id=item_id, item_name=name, owner=OWNER)
        # An item of which we know nothing any more still says in its id whose list it was on.
        task.region_code = ours.region_code if ours else item_id[: rules.COUNTY]
        task.department_code = ours.department_code if ours else ""
        task.opened_at, task.due_on, task.is_provisional = self._now, due.day, due.is_provisional
        task.state = TaskState.OPEN
        self._session.add(task)
        return task

    def _is_mended(self, ours: Ours | None) -> bool:
        """Return whether an item that was not found to differ was compared at all."""
        return ours is None or ours.changed_at <= self._now - rules.ON_THE_WAY

    async def page(
        self, regions: Iterable[str], state: TaskState | None, after: str | None, limit: int
    ) -> Page[DriftTaskOut]:
        """Return the tasks of some regions, what is due first before the others."""
        wanted: ColumnElement[bool] = DriftTask.state == state if state else true()
        place = open_cursor(after, CURSOR)
        since = (place[0], place[1]) if place else None
        wanted &= within(DriftTask.region_code, regions)
        found = await self._found.tasks(wanted, since, limit + 1)
        last = found[limit - 1] if len(found) > limit else None
        onward = seal_cursor(last.due_on.isoformat(), last.id) if last else None
        return Page(items=[self.shown(one) for one in found[:limit]], next=onward)

    async def runs(self, limit: int) -> Sequence[DriftRunOut]:
        """Return the last comparisons, the newest first."""
        return [DriftRunOut.model_validate(one) for one in await self._found.runs(limit)]

    def shown(self, one: DriftTask) -> DriftTaskOut:
        """Return a task with whether it is late."""
        left = {"is_overdue", "differences"}
        values = {name: getattr(one, name) for name in DriftTaskOut.model_fields if name not in left}
        today = self._now.astimezone(SHANGHAI).date()
        return DriftTaskOut(
            **values,
            differences=[DifferenceOut(**each) for each in one.differences],
            is_overdue=one.state == TaskState.OPEN and today > one.due_on,
        )
