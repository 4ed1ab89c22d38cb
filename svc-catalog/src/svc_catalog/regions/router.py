"""HTTP in front of regions."""

from typing import Annotated

from fastapi import Query
from sqlalchemy import select

from servicekit.auth import Public
from servicekit.conditional import Read, tag_of
from servicekit.db import Session
from servicekit.positions import Crs, Point
from servicekit.problems import problems
from servicekit.routing import Router
from servicekit.schemas import After, InCrs, Limit, Page, open_cursor, seal_cursor
from servicekit.scope import RegionCode
from svc_catalog.regions.errors import NoRegionThere
from svc_catalog.regions.models import Region
from svc_catalog.regions.schemas import RegionAtOut, RegionOut
from svc_catalog.regions.service import RegionService

router = Router(tags=["regions"])


@router.get("/regions", dependencies=[Public("administrative divisions are public")])
async def list_regions(
    session: Session,
    read: Read,
    parent: Annotated[
        RegionCode | None, Query(description="only those directly below; none: provinces")
    ] = None,
    limit: Limit = 200,
    after: After = None,
) -> Page[RegionOut] | None:
    """Return the regions directly below one, in the order of their codes."""
    found = select(Region).where(Region.parent_code == parent if parent else Region.parent_code.is_(None))
    if key := open_cursor(after, (str,)):
        found = found.where(Region.code > key[0])
    rows = (await session.scalars(found.order_by(Region.code).limit(limit + 1))).all()
    onward = seal_cursor(rows[limit - 1].code) if len(rows) > limit else None
    page = Page[RegionOut](items=[RegionOut.model_validate(row) for row in rows[:limit]], next=onward)
    return None if read.is_held(tag_of(page)) else page


@router.get(
    "/regions/at",
    dependencies=[Public("nothing of the position is kept")],
    responses=problems(NoRegionThere),
)
async def show_region_at(
    session: Session,
    latitude: Annotated[float, Query(ge=-90, le=90, allow_inf_nan=False)],
    longitude: Annotated[float, Query(ge=-180, le=180, allow_inf_nan=False)],
    crs: InCrs = Crs.CGCS2000,
) -> RegionAtOut:
    """Return the county at a position; the nearest seat is an indication, to be confirmed."""
    found, metres = await RegionService(session).at(Point(longitude, latitude), crs)
    shown = [RegionOut.model_validate(row) for row in found]
    return RegionAtOut(region=shown[0], above=shown[1:], distance=metres)
