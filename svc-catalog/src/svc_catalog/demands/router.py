"""HTTP in front of demands: residents and clerks record, the owners of items answer."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response

from servicekit.audit import Audited
from servicekit.auth import Access, Needs, Own, Scope
from servicekit.clock import Now
from servicekit.db import Session
from servicekit.problems import NotAllowed, StaleVersion, VersionRequired, problems
from servicekit.routing import IfMatch, Router, etag
from servicekit.schemas import After, Limit, Page
from svc_catalog.demands.errors import (
    DemandedAlready,
    DemandIsClosed,
    NoSuchDemand,
    OnTheSheet,
    SheetBindsNoLonger,
    SheetOfSomebodyElse,
    SheetOutOfReach,
    TooManyDemands,
)
from svc_catalog.demands.schemas import ClosingIn, DemandIn, DemandOut, OperatorDemandOut
from svc_catalog.demands.service import DemandService, wanted
from svc_catalog.demands.types import State
from svc_catalog.sheets.errors import NoSuchSheet, SheetAltered
from svc_catalog.sheets.router import Code, Sheets

router = Router(tags=["demands"])
Speaker = Annotated[Access, Own()]
MayRead = Annotated[Access, Needs("demand:read", Scope.REGION)]
MayClose = Annotated[Access, Needs("demand:close", Scope.REGION)]
SPEAKING = (NoSuchSheet, SheetAltered, SheetOfSomebodyElse, SheetOutOfReach, NotAllowed)


def demand_service(session: Session, now: Now, sheets: Sheets) -> DemandService:
    """Build the use cases for one request."""
    return DemandService(session, now, sheets)


Demands = Annotated[DemandService, Depends(demand_service)]


@router.post(
    "/sheets/{code}/demands",
    status_code=201,
    responses=problems(*SPEAKING, SheetBindsNoLonger, OnTheSheet, DemandedAlready, TooManyDemands),
)
async def record_demand(
    code: Code, body: DemandIn, demands: Demands, access: Speaker, audit: Audited
) -> DemandOut:
    """Record what a window demands beyond a sheet: by who holds it, or by a clerk with `demand:record`."""
    demand = await demands.record(code, body, access.caller)
    await audit.record("demand.record", str(demand.demand_id), region=demand.region_code)
    return DemandOut.model_validate(demand)


@router.get("/sheets/{code}/demands", responses=problems(*SPEAKING))
async def list_demands_beyond(code: Code, demands: Demands, access: Speaker) -> list[DemandOut]:
    """Return what was demanded beyond a sheet, with the answers."""
    return await demands.beyond(code, access.caller)


@router.get("/demands")
async def list_demands(
    demands: Demands,
    access: MayRead,
    now: Now,
    state: State | None = None,
    department: Annotated[str | None, Query(pattern=r"^[\w-]{1,20}$")] = None,
    item_id: Annotated[str | None, Query(pattern=r"^[\w-]{1,80}$")] = None,
    is_overdue: Annotated[bool, Query(description="only those that should have been answered")] = False,
    limit: Limit = 50,
    after: After = None,
) -> Page[OperatorDemandOut]:
    """Return the demands of the caller's regions, what is due first before the others."""
    fitting = wanted(state, department, item_id, now if is_overdue else None)
    return await demands.page(access.regions, fitting, after, limit)


@router.post(
    "/demands/{demand_id}/close",
    responses=problems(NoSuchDemand, DemandIsClosed, StaleVersion, VersionRequired),
)
async def close_demand(
    demand_id: UUID,
    body: ClosingIn,
    demands: Demands,
    access: MayClose,
    audit: Audited,
    response: Response,
    if_match: IfMatch = None,
) -> OperatorDemandOut:
    """Answer a demand; who made it reads the answer."""
    demand = await demands.close(demand_id, body, access.caller.subject, access.regions, if_match)
    await audit.record("demand.close", str(demand_id), region=demand.region_code)
    response.headers["etag"] = etag(demand.version)
    return demands.shown(demand)
