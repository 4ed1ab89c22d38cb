"""HTTP in front of the comparison: what differs, how the last runs went, and to compare now."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Depends, Query, Request

from servicekit.audit import Audited
from servicekit.auth import Access, Needs, Scope
from servicekit.clock import Now
from servicekit.db import Session
from servicekit.deadlines import Deadlines
from servicekit.problems import problems
from servicekit.routing import Router
from servicekit.schemas import After, Limit, Page
from svc_catalog.drift.errors import NobodyToCompareWith
from svc_catalog.drift.schemas import DriftRunOut, DriftTaskOut
from svc_catalog.drift.service import DriftService
from svc_catalog.drift.types import COMPARE, TaskState

router = Router(tags=["drift"])
MayRead = Annotated[Access, Needs("drift:read", Scope.REGION)]
MayRun = Annotated[Access, Needs("drift:run", Scope.EVERYWHERE)]


def drift_service(session: Session, now: Now) -> DriftService:
    """Build the use cases for one request."""
    return DriftService(session, now)


Drift = Annotated[DriftService, Depends(drift_service)]


@router.get("/operator/drift/tasks")
async def list_drift_tasks(
    drift: Drift, access: MayRead, state: TaskState | None = None, limit: Limit = 50, after: After = None
) -> Page[DriftTaskOut]:
    """Return items of the caller's regions of which others say something else, what is due first."""
    return await drift.page(access.regions, state, after, limit)


@router.get("/operator/drift/runs")
async def list_drift_runs(
    drift: Drift, _access: MayRead, limit: Annotated[int, Query(ge=1, le=60)] = 10
) -> Sequence[DriftRunOut]:
    """Return the last comparisons, the newest first; who was away is named there."""
    return await drift.runs(limit)


@router.post("/operator/drift/run", status_code=202, responses=problems(NobodyToCompareWith))
async def run_drift(request: Request, _access: MayRun, audit: Audited, session: Session, now: Now) -> None:
    """Have everything compared now."""
    if not request.app.state.settings.neighbours:
        raise NobodyToCompareWith
    await Deadlines(session).set(COMPARE, "-", now)
    await audit.record("drift.run", "-")
