"""HTTP in front of tasks, for operators."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from servicekit.audit import Audited
from servicekit.auth import Access, Needs, Scope
from servicekit.clock import Now
from servicekit.db import Session
from servicekit.problems import problems
from servicekit.routing import Router
from servicekit.schemas import After, Limit, Page
from svc_map.tasks.errors import NoSuchTask, TaskClosed
from svc_map.tasks.schemas import TaskClose, TaskOut
from svc_map.tasks.service import TaskService

router = Router(tags=["tasks"])


def task_service(session: Session, now: Now) -> TaskService:
    """Build the use cases for one request."""
    return TaskService(session, now)


Tasks = Annotated[TaskService, Depends(task_service)]


@router.get("/operator/tasks")
async def list_tasks(
    tasks: Tasks,
    access: Annotated[Access, Needs("task:read", Scope.REGION)],
    open_only: bool = True,
    limit: Limit = 50,
    after: After = None,
) -> Page[TaskOut]:
    """Return the tasks of the caller's regions, newest first."""
    return await tasks.page(access.regions, open_only=open_only, after=after, limit=limit)


@router.post("/operator/tasks/{task_id}/close", responses=problems(NoSuchTask, TaskClosed))
async def close_task(
    task_id: UUID,
    body: TaskClose,
    tasks: Tasks,
    audit: Audited,
    access: Annotated[Access, Needs("task:close", Scope.REGION)],
) -> TaskOut:
    """Close a task, saying what was done."""
    task = await tasks.close(task_id, access.regions, access.caller.subject, body.note)
    await audit.record("task.close", str(task.id), region=task.region_code)
    return TaskOut.model_validate(task)
