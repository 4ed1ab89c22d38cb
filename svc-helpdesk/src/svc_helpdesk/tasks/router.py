"""HTTP in front of tasks, for operators."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints
from sqlalchemy import select, true, tuple_

from servicekit.audit import Audited
from servicekit.auth import Access, Needs, Scope
from servicekit.clock import Now
from servicekit.db import Session
from servicekit.problems import problems
from servicekit.routing import Router
from servicekit.schemas import After, In, Limit, Out, Page, open_cursor, seal_cursor
from servicekit.scope import within
from svc_helpdesk.tasks.errors import NoSuchTask, TaskClosed
from svc_helpdesk.tasks.models import Task
from svc_helpdesk.tasks.service import TaskService

router = Router(tags=["tasks"])


class TaskOut(Out):
    """A task as an operator sees it."""

    id: UUID
    kind: str
    subject: str
    region_code: str
    title: str
    reason: str
    opened_at: datetime
    closed_at: datetime | None
    closed_by: str | None
    note: str


class TaskClose(In):
    """What was done about a task."""

    note: Annotated[str, StringConstraints(min_length=2, max_length=300)]


@router.get("/operator/tasks")
async def list_tasks(
    session: Session,
    access: Annotated[Access, Needs("task:read", Scope.REGION)],
    open_only: bool = True,
    limit: Limit = 50,
    after: After = None,
) -> Page[TaskOut]:
    """Return the tasks of the caller's regions, newest first."""
    wanted = within(Task.region_code, access.regions) & (Task.closed_at.is_(None) if open_only else true())
    found = select(Task).where(wanted).order_by(Task.opened_at.desc(), Task.id.desc()).limit(limit + 1)
    if key := open_cursor(after, (datetime, UUID)):
        found = found.where(tuple_(Task.opened_at, Task.id) < tuple_(*key))
    rows = (await session.scalars(found)).all()
    last = rows[limit - 1] if len(rows) > limit else None
    onward = seal_cursor(last.opened_at.isoformat(), str(last.id)) if last else None
    return Page(items=[TaskOut.model_validate(row) for row in rows[:limit]], next=onward)


@router.post("/operator/tasks/{task_id}/close", responses=problems(NoSuchTask, TaskClosed))
async def close_task(
    task_id: UUID,
    body: TaskClose,
    audit: Audited,
    session: Session,
    now: Now,
    access: Annotated[Access, Needs("task:close", Scope.REGION)],
) -> TaskOut:
    """Close a task, saying what was done."""
    task = await TaskService(session, now).close(task_id, access.regions, access.caller.subject, body.note)
    await audit.record("task.close", str(task.id), region=task.region_code)
    return TaskOut.model_validate(task)
