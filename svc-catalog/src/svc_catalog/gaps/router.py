"""HTTP in front of gaps: operators see what their people do not find, and say who mends it."""

from typing import Annotated

from fastapi import Depends, Query, Request

from servicekit.audit import Audited
from servicekit.auth import Access, Needs, Scope
from servicekit.clock import Now
from servicekit.db import Session
from servicekit.problems import problems
from servicekit.routing import Router
from servicekit.schemas import After, Limit, Page
from svc_catalog.gaps.errors import NoSuchDepartment, NoSuchGap
from svc_catalog.gaps.schemas import GapDecision, GapOut
from svc_catalog.gaps.service import GapService
from svc_catalog.gaps.types import GapState
from svc_catalog.search.service import SearchService

router = Router(tags=["gaps"])
MayRead = Annotated[Access, Needs("gap:read", Scope.REGION)]
MayEdit = Annotated[Access, Needs("gap:edit", Scope.REGION)]
Days = Annotated[int, Query(ge=1, le=180, description="how far to look back")]


def gap_service(request: Request, session: Session, now: Now) -> GapService:
    """Build the use cases for one request."""
    state = request.app.state
    return GapService(session, SearchService(session, state.library, state.tally), now)


Gaps = Annotated[GapService, Depends(gap_service)]


@router.get("/search/gaps")
async def list_gaps(
    gaps: Gaps,
    access: MayRead,
    request: Request,
    session: Session,
    state: GapState | None = None,
    days: Days = 28,
    limit: Limit = 50,
    after: After = None,
) -> Page[GapOut]:
    """Return what people in the caller's regions ask and do not find, what hurts most first."""
    await request.app.state.tally.write(session, at_once=True)
    return await gaps.page(access.regions, state, days, after, limit)


@router.put("/search/gaps", status_code=204, responses=problems(NoSuchGap, NoSuchDepartment))
async def decide_gap(body: GapDecision, gaps: Gaps, access: MayEdit, audit: Audited) -> None:
    """Say who mends a gap, that it is mended, or that it is none."""
    gap = await gaps.decide(body, access.regions)
    # The query stays out of the audit: it is somebody's wording.
    await audit.record(f"gap.{gap.state}", gap.region_code, region=gap.region_code)
