"""What svc-map does when a ticket moves."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from sanzhi_proto.hallmetrics.v1.hallmetrics_pb2 import (
    TicketAbandoned,
    TicketCalled,
    TicketServed,
    TicketTaken,
)
from servicekit.consumer import Consumers
from servicekit.deadlines import Jobs
from svc_map.waits.models import LiveTicket

consumers = Consumers()
jobs = Jobs()
WAITING, CALLED, OVER = 0, 1, 2
KEPT = timedelta(days=2)


def moment(text: str) -> datetime | None:
    """Return a moment, or nothing."""
    return datetime.fromisoformat(text) if text else None


async def advance(session: AsyncSession, ticket_id: str, hall_id: str, stage: int, **moments: Any) -> None:
    """Bring a ticket to a stage; what is known stays known, and no ticket goes back."""
    row = {
        "ticket_id": ticket_id,
        "hall_id": hall_id,
        "stage": stage,
        "taken_at": None,
        "called_at": None,
    } | moments
    statement = insert(LiveTicket).values(row)
    new = statement.excluded
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["ticket_id"],
            set_={
                "stage": func.greatest(LiveTicket.stage, new.stage),
                "taken_at": func.coalesce(LiveTicket.taken_at, new.taken_at),
                "called_at": func.coalesce(LiveTicket.called_at, new.called_at),
            },
        )
    )


@consumers.on("hallmetrics.ticket", TicketTaken)
async def take(event: TicketTaken, session: AsyncSession) -> None:
    """Count somebody who waits."""
    await advance(session, event.ticket_id, event.hall_id, WAITING, taken_at=moment(event.taken_at))


@consumers.on("hallmetrics.ticket", TicketCalled)
async def call(event: TicketCalled, session: AsyncSession) -> None:
    """Note how long somebody waited."""
    moments = {"taken_at": moment(event.taken_at), "called_at": moment(event.called_at)}
    await advance(session, event.ticket_id, event.hall_id, CALLED, **moments)


@consumers.on("hallmetrics.ticket", TicketServed)
async def serve(event: TicketServed, session: AsyncSession) -> None:
    """Note that somebody is done."""
    await advance(session, event.ticket_id, event.hall_id, OVER, called_at=moment(event.called_at))


@consumers.on("hallmetrics.ticket", TicketAbandoned)
async def abandon(event: TicketAbandoned, session: AsyncSession) -> None:
    """Note that somebody has gone."""
    await advance(session, event.ticket_id, event.hall_id, OVER, taken_at=moment(event.taken_at))


@jobs.every("waits.forget", timedelta(hours=6))
async def forget(_subject: str, session: AsyncSession, now: datetime) -> None:
    """Forget the tickets of days that are over."""
    await session.execute(delete(LiveTicket).where(LiveTicket.taken_at < now - KEPT))
