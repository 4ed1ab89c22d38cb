"""HTTP in front of what waits for an officer."""

from typing import Annotated

from fastapi import Query

from servicekit.auth import Access, Needs, Scope
from servicekit.clock import Now
from servicekit.db import Session
from servicekit.routing import Router
from svc_catalog.drift.service import DriftService
from svc_catalog.drift.types import TaskState
from svc_catalog.merges.service import MergeService
from svc_catalog.merges.types import MergeState
from svc_catalog.revisions.service import RevisionService
from svc_catalog.todos.schemas import TodosOut

router = Router(tags=["todos"])
MayRead = Annotated[Access, Needs("item:read", Scope.REGION)]
#: Who chooses, drafts: a merge waits for nobody else.
EDIT = "item:edit"
COMPARE = "drift:read"


@router.get("/operator/todos")
async def list_todos(
    session: Session, now: Now, access: MayRead, limit: Annotated[int, Query(ge=1, le=200)] = 100
) -> TodosOut:
    """Return what waits for the caller: to sign, to mend what came back, to merge; longest waiting first."""
    grants = access.caller.grants
    merges = await MergeService(session, now).page(
        grants.get(EDIT, frozenset()), MergeState.OPEN, None, limit
    )
    drift = await DriftService(session, now).page(
        grants.get(COMPARE, frozenset()), TaskState.OPEN, None, limit
    )
    revisions = await RevisionService(session, now).todos(access, limit)
    return TodosOut(items=revisions, merges=merges.items, drift=drift.items)
