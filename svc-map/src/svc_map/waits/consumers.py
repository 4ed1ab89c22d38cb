"""What svc-map does when a ticket is taken, called, served or given up."""

from sqlalchemy.ext.asyncio import AsyncSession

from sanzhi_proto.hallmetrics.v1.hallmetrics_pb2 import (
    TicketAbandoned,
    TicketCalled,
    TicketServed,
    TicketTaken,
)
from servicekit.consumer import Consumers
from servicekit.tools import tools_of
from svc_map.waits.service import WaitService
from svc_map.waits.types import Stage

consumers = Consumers()
TOPIC = "hallmetrics.ticket"


def wait_service(session: AsyncSession) -> WaitService:
    """Build the use cases for one event."""
    return WaitService(session, tools_of(session).clock())


@consumers.on(TOPIC, TicketTaken)
async def count_in(event: TicketTaken, session: AsyncSession) -> None:
    """Count somebody who waits."""
    await wait_service(session).follow(
        event.ticket_id, event.hall_id, Stage.WAITING, event.taken_at, taken=event.taken_at
    )


@consumers.on(TOPIC, TicketCalled)
async def count_called(event: TicketCalled, session: AsyncSession) -> None:
    """Count somebody out who waits no more, and how long it took."""
    await wait_service(session).follow(
        event.ticket_id,
        event.hall_id,
        Stage.CALLED,
        event.called_at,
        taken=event.taken_at,
        called=event.called_at,
    )


@consumers.on(TOPIC, TicketServed)
async def count_served(event: TicketServed, session: AsyncSession) -> None:
    """Count somebody out; the call may not have been told by itself."""
    await wait_service(session).follow(
        event.ticket_id, event.hall_id, Stage.SERVED, event.served_at, called=event.called_at
    )


@consumers.on(TOPIC, TicketAbandoned)
async def count_out(event: TicketAbandoned, session: AsyncSession) -> None:
    """Count somebody out who has left."""
    await wait_service(session).follow(
        event.ticket_id, event.hall_id, Stage.ABANDONED, event.abandoned_at, taken=event.taken_at
    )
