"""All SQL on tickets."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import and_, func, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from svc_hallmetrics.feeds.models import Feed, Machine
from svc_hallmetrics.tickets.models import Ticket


class TicketRepository:
    """Stores and finds tickets; never commits."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def feed(self, subject: str) -> Feed | None:
        """Return the feed of a principal, held: batches of one hub follow each other."""
        return await self._session.get(Feed, subject, with_for_update=True)

    async def note_offset(self, hall_id: str, machine: str, offset_s: int, at: datetime) -> None:
        """Remember how far a machine's clock is off."""
        row = {"hall_id": hall_id, "machine": machine, "offset_s": offset_s, "measured_at": at}
        await self._session.execute(
            insert(Machine).values(row).on_conflict_do_update(index_elements=["hall_id", "machine"], set_=row)
        )

    async def locked(self, ids: Iterable[UUID]) -> dict[UUID, Ticket]:
        """Return tickets by id, in one fixed order, held until the transaction ends."""
        found = select(Ticket).where(Ticket.id.in_(list(ids))).order_by(Ticket.id).with_for_update()
        return {ticket.id: ticket for ticket in await self._session.scalars(found)}

    def add(self, ticket: Ticket) -> None:
        """Store a new ticket."""
        self._session.add(ticket)

    async def page(
        self, hall_id: str, day: date, hour: int | None, after: tuple[datetime, UUID] | None, limit: int
    ) -> Sequence[Ticket]:
        """Return the tickets of a hall's day (and hour of taking) that were taken, oldest first."""
        wanted = and_(Ticket.hall_id == hall_id, Ticket.day == day, Ticket.taken_at.is_not(None))
        if hour is not None:
            wanted &= func.extract("hour", func.timezone("Asia/Shanghai", Ticket.taken_at)) == hour
        found = select(Ticket).where(wanted).order_by(Ticket.taken_at, Ticket.id).limit(limit)
        if after:
            found = found.where(tuple_(Ticket.taken_at, Ticket.id) > after)
        return (await self._session.scalars(found)).all()
