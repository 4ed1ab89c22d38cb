"""HTTP in front of new items of the directory: who keeps a city's list takes them in, or says why not."""

from typing import Annotated

from fastapi import Depends, Path, Response

from servicekit.audit import Audited
from servicekit.auth import Access, Needs, Scope
from servicekit.clock import Now
from servicekit.db import Session
from servicekit.problems import StaleVersion, VersionRequired, problems
from servicekit.routing import IfMatch, Router, etag
from servicekit.schemas import After, Limit, Page
from servicekit.scope import RegionCode
from svc_catalog.arrivals.errors import ArrivalIsDecided, NoSuchArrival
from svc_catalog.arrivals.schemas import ArrivalOut, DecliningIn
from svc_catalog.arrivals.service import ArrivalService
from svc_catalog.arrivals.types import ArrivalState

router = Router(tags=["arrivals"])
MayKeep = Annotated[Access, Needs("item:edit", Scope.REGION)]
Code = Annotated[str, Path(pattern=r"^[\w-]{1,80}$", description="such as gjj-29")]
DECIDING = problems(NoSuchArrival, ArrivalIsDecided, StaleVersion, VersionRequired)


def arrival_service(session: Session, now: Now) -> ArrivalService:
    """Build the use cases for one request."""
    return ArrivalService(session, now)


Arrivals = Annotated[ArrivalService, Depends(arrival_service)]


@router.get("/operator/arrivals")
async def list_arrivals(
    arrivals: Arrivals,
    access: MayKeep,
    state: ArrivalState | None = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[ArrivalOut]:
    """Return what the province has added to the directory for the lists that the caller keeps."""
    return await arrivals.page(access.regions, state, after, limit)


@router.post("/operator/arrivals/{region}/{code}/take", responses=DECIDING)
async def take_arrival(
    region: RegionCode,
    code: Code,
    arrivals: Arrivals,
    access: MayKeep,
    audit: Audited,
    response: Response,
    if_match: IfMatch = None,
) -> ArrivalOut:
    """Put a new item on the city's list as a draft; it is written and published like every other."""
    found = await arrivals.take(region, code, access, if_match)
    await audit.record("arrival.take", code, region=region)
    response.headers["etag"] = etag(found.version)
    return found


@router.post("/operator/arrivals/{region}/{code}/decline", responses=DECIDING)
async def decline_arrival(
    region: RegionCode,
    code: Code,
    body: DecliningIn,
    arrivals: Arrivals,
    access: MayKeep,
    audit: Audited,
    response: Response,
    if_match: IfMatch = None,
) -> ArrivalOut:
    """Say why the city does not offer a new item."""
    found = await arrivals.decline(region, code, body.reason, access, if_match)
    await audit.record("arrival.decline", code, region=region, purpose=body.reason)
    response.headers["etag"] = etag(found.version)
    return found
