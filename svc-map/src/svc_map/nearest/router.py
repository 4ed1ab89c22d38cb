"""HTTP in front of nearest places."""

from typing import Annotated

from fastapi import Query
from pydantic import AwareDatetime

from servicekit.auth import Public
from servicekit.clock import Now
from servicekit.db import Session
from servicekit.routing import Router
from svc_map.nearest.schemas import NearestOut
from svc_map.nearest.service import NearestService
from svc_map.sites.schemas import Crs

router = Router(tags=["nearest"])


@router.get("/nearest", dependencies=[Public("where to go is for everybody to know")])
async def find_nearest(
    session: Session,
    now: Now,
    lng: Annotated[float, Query(ge=-180, le=180)],
    lat: Annotated[float, Query(ge=-90, le=90)],
    item: Annotated[str | None, Query(max_length=80, description="directory code or item id")] = None,
    crs: Annotated[Crs, Query(description="the system of lng and lat, and of the answer")] = "cgcs2000",
    at: Annotated[AwareDatetime | None, Query(description="when; none: now")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> NearestOut:
    """Return the nearest places that offer an item and are open at a time; for the others, why not."""
    return await NearestService(session, now).nearest(item, lng, lat, crs, at or now, limit)
