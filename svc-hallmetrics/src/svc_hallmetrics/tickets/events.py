"""How a ticket looks to other services: nobody is named, and nobody ever was."""

from datetime import datetime

from sanzhi_proto.hallmetrics.v1.hallmetrics_pb2 import (
    TicketAbandoned,
    TicketCalled,
    TicketServed,
    TicketTaken,
)
from servicekit.events import Event, Topic
from svc_hallmetrics.tickets.models import Ticket

TICKETS = Topic(
    "hallmetrics.ticket",
    key="ticket_id",
    facts=(TicketTaken, TicketCalled, TicketServed, TicketAbandoned),
    partitions=4,
    retention_days=7,
)


def iso(moment: datetime | None) -> str:
    """Return a moment as text, or nothing."""
    return moment.isoformat() if moment else ""


def facts(ticket: Ticket, before: str | None) -> list[Event]:
    """Return what has newly become true of a ticket that stood at `before`."""
    common = {
        "ticket_id": str(ticket.id),
        "hall_id": ticket.hall_id,
        "region_code": ticket.region_code,
        "business": ticket.business,
    }
    taken, called = iso(ticket.taken_at), iso(ticket.called_at)
    steps = {
        "waiting": TicketTaken(**common, taken_at=taken),
        "called": TicketCalled(**common, taken_at=taken, called_at=called),
        "served": TicketServed(
            **common, called_at=called, served_at=iso(ticket.finished_at), is_credible=ticket.is_credible
        ),
        "abandoned": TicketAbandoned(**common, taken_at=taken, abandoned_at=iso(ticket.left_at)),
    }
    stage = "called" if ticket.state == "serving" else ticket.state
    if stage == before or (before == "serving" and stage == "called"):
        return []
    return [TICKETS.event(steps[stage], version=ticket.version)]
