"""HTTP in front of the feed of changes."""

from typing import Annotated

from fastapi import Query

from servicekit.auth import Public
from servicekit.db import Session
from servicekit.problems import MalformedRequest, problems
from servicekit.routing import Router
from servicekit.schemas import Limit
from servicekit.scope import RegionCode
from svc_catalog.changes.schemas import ChangesOut
from svc_catalog.changes.service import ChangeService

router = Router(tags=["changes"])


@router.get(
    "/changes",
    dependencies=[Public("what a government offers is for everybody to copy")],
    responses=problems(MalformedRequest),
)
async def list_changes(
    session: Session,
    since: Annotated[str | None, Query(max_length=400, description="`next` of the last answer")] = None,
    region: Annotated[RegionCode | None, Query(description="only lists of bodies there")] = None,
    limit: Limit = 200,
) -> ChangesOut:
    """Return the items that have changed since a cursor, those that are gone as tombstones."""
    return await ChangeService(session).since(since, region, limit)
