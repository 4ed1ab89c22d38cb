"""HTTP in front of the clerk's desk; cases of other regions are not there."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Depends, Query, Request

from servicekit.audit import Audited
from servicekit.auth import Access, Needs, Scope
from servicekit.clock import Now
from servicekit.db import Session
from servicekit.problems import problems
from servicekit.routing import Router
from servicekit.schemas import After, Limit, Page
from svc_filing.cases.errors import CorrectionOnlyOnce, NoSuchCase, TakenBySomebody, WrongState
from svc_filing.cases.models import Case
from svc_filing.cases.reader import CaseReader
from svc_filing.cases.schemas import CaseDecide, CaseRemark, OperatorCaseDetailOut, OperatorCaseOut
from svc_filing.cases.service import Actor, CaseService

router = Router(tags=["desk"])
MayRead = Annotated[Access, Needs("case:read", Scope.REGION)]
MayAccept = Annotated[Access, Needs("case:accept", Scope.REGION)]
MayCorrect = Annotated[Access, Needs("case:correct", Scope.REGION)]
MayDecide = Annotated[Access, Needs("case:decide", Scope.REGION)]
States = Literal["submitted", "correction", "accepted", "declined", "approved", "refused"]
REFUSALS = problems(NoSuchCase, WrongState, TakenBySomebody)


class Desk:
    """What one clerk does in one request: the act, its audit, and the case as it then stands."""

    def __init__(self, request: Request, session: Session, now: Now, audit: Audited) -> None:
        state: Any = request.app.state
        self.cases = CaseService(session, now, state.vault, state.settings)
        self.reader = CaseReader(session, state.vault)
        self._session = session
        self._audit = audit

    async def done(self, access: Access, action: str, case: Case) -> OperatorCaseDetailOut:
        """Write the audit of an act and return the case."""
        await self._audit.record(action, str(case.id), region=case.region_code)
        await self._session.flush()
        return await self.reader.in_regions(case.id, access.regions)


OnDesk = Annotated[Desk, Depends(Desk)]


def clerk(access: Access) -> Actor:
    """Return the acting member of staff."""
    return Actor(access.caller.subject, access.caller.kind)


@router.get("/operator/cases")
async def list_operator_cases(
    desk: OnDesk,
    access: MayRead,
    state: Annotated[States | None, Query()] = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[OperatorCaseOut]:
    """Return the cases of the caller's regions, newest first."""
    return await desk.reader.page_in_regions(access.regions, state, after, limit)


@router.get("/operator/cases/{case_id}", responses=problems(NoSuchCase))
async def show_operator_case(case_id: UUID, desk: OnDesk, access: MayRead) -> OperatorCaseDetailOut:
    """Return a case with what rules said of it, on which facts, in which version."""
    return await desk.reader.in_regions(case_id, access.regions)


@router.post("/operator/cases/{case_id}/take", responses=REFUSALS)
async def take_case(case_id: UUID, desk: OnDesk, access: MayAccept) -> OperatorCaseDetailOut:
    """Put a case on one's own desk."""
    return await desk.done(access, "case.take", await desk.cases.take(case_id, access.regions, clerk(access)))


@router.post("/operator/cases/{case_id}/accept", responses=REFUSALS)
async def accept_case(case_id: UUID, desk: OnDesk, access: MayAccept) -> OperatorCaseDetailOut:
    """Accept an application; the legal clock starts."""
    return await desk.done(
        access, "case.accept", await desk.cases.accept(case_id, access.regions, clerk(access))
    )


@router.post("/operator/cases/{case_id}/decline", responses=REFUSALS)
async def decline_case(
    case_id: UUID, body: CaseRemark, desk: OnDesk, access: MayAccept
) -> OperatorCaseDetailOut:
    """Do not accept an application."""
    case = await desk.cases.decline(case_id, access.regions, clerk(access), body.remark)
    return await desk.done(access, "case.decline", case)


@router.post(
    "/operator/cases/{case_id}/ask-correction", responses=problems(NoSuchCase, WrongState, CorrectionOnlyOnce)
)
async def ask_correction(
    case_id: UUID, body: CaseRemark, desk: OnDesk, access: MayCorrect
) -> OperatorCaseDetailOut:
    """Tell the applicant what is missing; the law allows it once."""
    case = await desk.cases.ask_correction(case_id, access.regions, clerk(access), body.remark)
    return await desk.done(access, "case.ask_correction", case)


@router.post("/operator/cases/{case_id}/decide", responses=REFUSALS)
async def decide_case(
    case_id: UUID, body: CaseDecide, desk: OnDesk, access: MayDecide
) -> OperatorCaseDetailOut:
    """Approve or refuse an accepted case."""
    case = await desk.cases.decide(case_id, access.regions, clerk(access), body.outcome, body.remark)
    return await desk.done(access, f"case.{body.outcome}", case)
