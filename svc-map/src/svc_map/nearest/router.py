"""HTTP in front of: where should I go?"""

from typing import Annotated

from fastapi import Query

from servicekit.auth import Public
from servicekit.clock import Now
from servicekit.db import Session
from servicekit.positions import Crs, Point
from servicekit.routing import Router
from servicekit.schemas import InCrs
from svc_map.nearest.schemas import Latitude, Longitude, Moment, NearestOut
from svc_map.nearest.service import NearestService

router = Router(tags=["nearest"])
ItemCode = Annotated[
    str | None,
    Query(pattern=r"^[\w-]{1,80}$", description="of the directory (gjj-29), or of one list (331002-gjj-29)"),
]
At = Annotated[Moment | None, Query(description="when; none: now. Without a zone it is local time")]
HowMany = Annotated[int, Query(ge=1, le=100, description="how many at most")]


@router.get(
    "/nearest",
    dependencies=[Public("where one may go is for everybody to know; positions are not kept")],
)
async def find_nearest(
    session: Session,
    now: Now,
    lng: Longitude,
    lat: Latitude,
    item: ItemCode = None,
    crs: InCrs = Crs.CGCS2000,
    at: At = None,
    limit: HowMany = 10,
) -> NearestOut:
    """Return sites and terminals for an item: the best first, then nearest first, with why not."""
    return await NearestService(session, now).find(item, Point(lng, lat), crs, at, limit)
