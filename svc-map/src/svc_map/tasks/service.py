"""Use cases on tasks."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, true, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.ids import uuid7
from servicekit.schemas import Page, open_cursor, seal_cursor
from servicekit.scope import within
from svc_map.tasks.errors import NoSuchTask, TaskClosed
from svc_map.tasks.models import Task
from svc_map.tasks.schemas import TaskOut

SYSTEM = "svc-map"
CURSOR = (datetime, UUID)


class TaskService:
    """Opens tasks once, and closes them by hand or when their cause is gone."""

    def __init__(self, session: AsyncSession, now: datetime) -> None:
        self._session = session
        self._now = now

    async def page(
        self, regions: Iterable[str], *, open_only: bool, after: str | None, limit: int
    ) -> Page[TaskOut]:
        """Return the tasks of an operator's regions, newest first."""
        wanted = within(Task.region_code, regions) & (Task.closed_at.is_(None) if open_only else true())
        found = select(Task).where(wanted).order_by(Task.opened_at.desc(), Task.id.desc())
        if key := open_cursor(after, CURSOR):
            found = found.where(tuple_(Task.opened_at, Task.id) < tuple_(*key))
        rows = (await self._session.scalars(found.limit(limit + 1))).all()
        last = rows[limit - 1] if len(rows) > limit else None
        onward = seal_cursor(last.opened_at.isoformat(), str(last.id)) if last else None
        return Page(items=[TaskOut.model_validate(row) for row in rows[:limit]], next=onward)

    async def open(self, kind: str, *, subject: str, region_code: str, title: str, reason: str) -> None:
        """Open a task unless the same is open already."""
        row = {
            "id": uuid7(),
            "kind": kind,
            "subject": subject,
            "region_code": region_code,
            "title": title,
            "reason": reason,
            "opened_at": self._now,
            "note": "",
            "version": 1,
        }
        await self._session.execute(insert(Task).values(row).on_conflict_do_nothing())

    async def resolve(self, kind: str, subject: str, note: str) -> None:
        """Close what is open about a subject: its cause is gone."""
        await self._session.execute(
            update(Task)
            .where(Task.kind == kind, Task.subject == subject, Task.closed_at.is_(None))
            .values(closed_at=self._now, closed_by=SYSTEM, note=note, version=Task.version + 1)
            .execution_options(synchronize_session=False)
        )

    async def close(self, task_id: UUID, regions: Iterable[str], by: str, note: str) -> Task:
        """Close a task by hand.

        Raises:
            NoSuchTask: there is none in the operator's regions.
            TaskClosed: it has been closed.

        """
        found = select(Task).where(Task.id == task_id, within(Task.region_code, regions)).with_for_update()
        task = await self._session.scalar(found)
        if task is None:
            raise NoSuchTask
        if task.closed_at is not None:
            raise TaskClosed
        task.closed_at, task.closed_by, task.note = self._now, by, note
        return task
