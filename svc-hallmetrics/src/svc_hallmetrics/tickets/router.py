"""HTTP in front of tickets, for the machines."""

from typing import Annotated

from fastapi import Depends, Request

from servicekit.auth import Access, Own
from servicekit.clock import Now
from servicekit.db import Session
from servicekit.problems import problems
from servicekit.routing import Router
from svc_hallmetrics.feeds.errors import NotAFeed
from svc_hallmetrics.tickets.schemas import BatchIn, BatchOut
from svc_hallmetrics.tickets.service import TicketService

router = Router(tags=["tickets"])


def ticket_service(request: Request, session: Session, now: Now) -> TicketService:
    """Build the use cases for one request."""
    return TicketService(session, now, request.app.state.settings)


Tickets = Annotated[TicketService, Depends(ticket_service)]


@router.post("/tickets", responses=problems(NotAFeed))
async def take_batch(
    body: BatchIn, tickets: Tickets, access: Annotated[Access, Own("device", "app")]
) -> BatchOut:
    """Take what a hall's queue system reports; a batch may be sent again and in any order."""
    return await tickets.take(access.caller.subject, body)
