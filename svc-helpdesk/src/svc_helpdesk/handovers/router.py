"""HTTP in front of handovers: residents ask, operators of the region answer."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from servicekit.audit import Audited
from servicekit.auth import Access, Needs, Own, Scope
from servicekit.clock import Now
from servicekit.db import Session
from servicekit.problems import problems
from servicekit.routing import Router
from servicekit.schemas import Page
from svc_helpdesk.handovers.errors import AnsweredAlready, NoSuchHandover
from svc_helpdesk.handovers.schemas import HandoverAnswer, HandoverAsk, HandoverOut
from svc_helpdesk.handovers.service import HandoverService

router = Router(tags=["handovers"])
Asker = Annotated[Access, Own("person", "organisation")]


def handover_service(request: Request, session: Session, now: Now) -> HandoverService:
    """Build the use cases for one request."""
    return HandoverService(session, now, request.app.state.vault)


Handovers = Annotated[HandoverService, Depends(handover_service)]


@router.post("/handovers", status_code=201)
async def hand_over(body: HandoverAsk, handovers: Handovers, access: Asker, request: Request) -> HandoverOut:
    """Ask a person; in working hours somebody answers within a minute."""
    within = request.app.state.settings.answer_within
    return await handovers.hand_over(access.caller.subject, body, within)


@router.get("/handovers")
async def list_handovers(handovers: Handovers, access: Asker) -> Page[HandoverOut]:
    """Return the caller's own questions, with their answers."""
    return Page(items=await handovers.mine(access.caller.subject))


@router.get("/operator/handovers")
async def list_waiting(
    handovers: Handovers, access: Annotated[Access, Needs("task:read", Scope.REGION)]
) -> Page[HandoverOut]:
    """Return what waits in the caller's regions, longest waiting first."""
    return Page(items=list(await handovers.waiting(access.regions)))


@router.post("/operator/handovers/{handover_id}/answer", responses=problems(NoSuchHandover, AnsweredAlready))
async def answer_handover(
    handover_id: UUID,
    body: HandoverAnswer,
    handovers: Handovers,
    audit: Audited,
    access: Annotated[Access, Needs("task:close", Scope.REGION)],
) -> HandoverOut:
    """Answer somebody's question."""
    row = await handovers.answer(handover_id, access.regions, access.caller.subject, body.text)
    await audit.record("handover.answer", str(row.id), region=row.region_code)
    return handovers.shown(row)
