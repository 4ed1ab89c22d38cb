"""Use cases on tickets."""

from collections import defaultdict
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.outbox import Outbox
from servicekit.schemas import Page, open_cursor, seal_cursor
from svc_hallmetrics.feeds.errors import NotAFeed
from svc_hallmetrics.settings import Settings
from svc_hallmetrics.tickets import events, rules
from svc_hallmetrics.tickets.models import Ticket
from svc_hallmetrics.tickets.repository import TicketRepository
from svc_hallmetrics.tickets.schemas import BatchIn, BatchOut, TicketOut
from svc_hallmetrics.tickets.types import Report, Thresholds


class TicketService:
    """Takes what machines report, cleans it, and announces what has become true."""

    def __init__(self, session: AsyncSession, now: datetime, settings: Settings) -> None:
        self._tickets = TicketRepository(session)
        self._outbox = Outbox(session, now)
        self._session = session
        self._now = now
        self._settings = settings
        self._thresholds = Thresholds(settings.shortest_service, settings.longest_service)

    async def take(self, subject: str, batch: BatchIn) -> BatchOut:
        """Add a batch of one machine to the tickets of the feed's hall; a repeat changes nothing.

        Raises:
            NotAFeed: the caller is not registered.

        """
        feed = await self._tickets.feed(subject)
        if feed is None:
            raise NotAFeed
        feed.last_heard_at = self._now
        off = rules.offset(batch.machine_now, batch.observed_at or self._now, self._settings.clock_tolerance)
        await self._tickets.note_offset(feed.hall_id, batch.machine, off, self._now)
        by_ticket: defaultdict[tuple[UUID, date, str], list[Report]] = defaultdict(list)
        for event in batch.events:
            at = rules.corrected(event.at, off)
            day = rules.local_day(at)
            place = rules.ticket_id(feed.hall_id, day, batch.machine, event.number), day, event.number
            by_ticket[place].append(
                Report(batch.machine, event.number, event.step, at, event.business, event.window, off != 0)
            )
        known = await self._tickets.locked(key for key, _, _ in by_ticket)
        changed: list[tuple[Ticket, str | None]] = []
        for (key, day, number), reports in by_ticket.items():
            ticket = known.get(key)
            before = ticket.state if ticket else None
            if ticket is None:
                ticket = Ticket(id=key, hall_id=feed.hall_id, region_code=feed.region_code, day=day)
                ticket.machine, ticket.number, ticket.business = batch.machine, number, ""
                ticket.window, ticket.flags = "", []
            if rules.merge(ticket, reports):
                rules.judge(ticket, self._thresholds)
                self._tickets.add(ticket)
                changed.append((ticket, before))
        await self._session.flush()
        await self._outbox.announce_many(
            [event for one, before in changed for event in events.facts(one, before)]
        )
        return BatchOut(received=len(batch.events), changed_tickets=len(changed), offset_s=off)

    async def page(
        self, hall_id: str, day: date, hour: int | None, after: str | None, limit: int
    ) -> Page[TicketOut]:
        """Return the tickets of a hall's day."""
        key = open_cursor(after, (datetime, UUID))
        place = (key[0], key[1]) if key else None
        found = await self._tickets.page(hall_id, day, hour, place, limit + 1)
        last = found[limit - 1] if len(found) > limit else None
        onward = seal_cursor(last.taken_at.isoformat(), str(last.id)) if last and last.taken_at else None
        return Page(items=[shown(ticket) for ticket in found[:limit]], next=onward)


def shown(ticket: Ticket) -> TicketOut:
    """Return a ticket with its wait in seconds."""
    wait = None
    if ticket.taken_at and ticket.called_at:
        wait = round((ticket.called_at - ticket.taken_at).total_seconds())
    return TicketOut.model_validate(ticket).model_copy(update={"wait_s": wait})
