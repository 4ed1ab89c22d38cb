"""HTTP in front of knowledge, for operators."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import Query
from sqlalchemy import true

from servicekit.auth import Access, Needs, Scope
from servicekit.db import Session
from servicekit.routing import Router
from servicekit.schemas import After, Limit, Out, Page, open_cursor, seal_cursor
from servicekit.scope import within
from svc_helpdesk.knowledge.models import Entry
from svc_helpdesk.knowledge.repository import KnowledgeRepository

router = Router(tags=["knowledge"])


class EntryOut(Out):
    """An entry as an operator sees it."""

    entry_id: str
    item_id: str
    item_version: int
    region_code: str
    aspect: str
    question: str
    answer: str
    state: str
    withheld_reason: str | None
    changed_at: datetime


@router.get("/operator/knowledge")
async def list_knowledge(
    session: Session,
    access: Annotated[Access, Needs("knowledge:read", Scope.REGION)],
    state: Annotated[Literal["published", "withheld"] | None, Query()] = None,
    item: Annotated[str | None, Query(max_length=80)] = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[EntryOut]:
    """Return the entries of the caller's regions."""
    wanted = within(Entry.region_code, access.regions) & (Entry.state == state if state else true())
    wanted &= Entry.item_id == item if item else true()
    key = open_cursor(after, (str,))
    rows = await KnowledgeRepository(session).page(wanted, key[0] if key else None, limit + 1)
    onward = seal_cursor(rows[limit - 1].entry_id) if len(rows) > limit else None
    return Page(items=[EntryOut.model_validate(row) for row in rows[:limit]], next=onward)
