"""HTTP in front of what waits for an officer."""

from typing import Annotated

from fastapi import Query

from servicekit.auth import Access, Needs, Scope
from servicekit.clock import Now
from servicekit.db import Session
from servicekit.routing import Router
from svc_catalog.todos.schemas import TodosOut
from svc_catalog.todos.service import TodoService
from svc_catalog.todos.types import Kind

router = Router(tags=["todos"])
MayRead = Annotated[Access, Needs("item:read", Scope.REGION)]


@router.get("/operator/todos")
async def list_todos(
    session: Session,
    now: Now,
    access: MayRead,
    kind: Annotated[Kind | None, Query(description="only this kind; counts are of all")] = None,
    limit: Annotated[int, Query(ge=1, le=200, description="of each kind at most")] = 50,
) -> TodosOut:
    """Return all that waits for the caller by his grants, what is due first before the others."""
    return await TodoService(session, now, access).waiting(kind, limit)
