"""HTTP in front of regions."""

from typing import Annotated

from fastapi import Query
from sqlalchemy import select

from servicekit.auth import Public
from servicekit.db import Session
from servicekit.routing import Router
from servicekit.schemas import After, Limit, Page, open_cursor, seal_cursor
from servicekit.scope import RegionCode
from svc_catalog.regions.models import Region
from svc_catalog.regions.schemas import RegionOut

router = Router(tags=["regions"])


@router.get("/regions", dependencies=[Public("administrative divisions are public")])
async def list_regions(
    session: Session,
    parent: Annotated[
        RegionCode | None, Query(description="only those directly below; none: provinces")
    ] = None,
    limit: Limit = 200,
    after: After = None,
) -> Page[RegionOut]:
    """Return the regions directly below one, in the order of their codes."""
    found = select(Region).where(Region.parent_code == parent if parent else Region.parent_code.is_(None))
    if key := open_cursor(after, (str,)):
        found = found.where(Region.code > key[0])
    rows = (await session.scalars(found.order_by(Region.code).limit(limit + 1))).all()
    onward = seal_cursor(rows[limit - 1].code) if len(rows) > limit else None
    return Page(items=[RegionOut.model_validate(row) for row in rows[:limit]], next=onward)
