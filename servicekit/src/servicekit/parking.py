"""Events that could not be handled, and all that came after them about their thing."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Identity, Index, LargeBinary, String, func, select, text, tuple_
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from servicekit.clock import utc_now
from servicekit.db import RuntimeBase, SessionMaker
from servicekit.events import Delivery

Handle: TypeAlias = Callable[[Delivery, AsyncSession], Awaitable[Any]]
Place: TypeAlias = tuple[str, str]  # topic and key


class ParkedEvent(RuntimeBase):
    """One event that waits for a person to mend its cause and replay it."""

    __tablename__ = "parked_events"
    __table_args__ = (Index(None, "topic", "key", "seq"),)

    seq: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    event_id: Mapped[UUID] = mapped_column(unique=True)
    type: Mapped[str] = mapped_column(String(120))
    topic: Mapped[str] = mapped_column(String(120))
    key: Mapped[str] = mapped_column(String(200))
    content_type: Mapped[str] = mapped_column(String(80))
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    trace: Mapped[dict[str, str]] = mapped_column(JSONB)
    # The kind of the error only: its message may quote the event.
    error: Mapped[str] = mapped_column(String(120))
    parked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

    def delivery(self) -> Delivery:
        """Return the event as it arrived."""
        return Delivery(
            topic=self.topic,
            key=self.key,
            id=self.event_id,
            type=self.type,
            body=self.body,
            content_type=self.content_type,
            trace=self.trace,
        )


async def lock(session: AsyncSession, places: Iterable[Place]) -> None:
    """Hold keys until the transaction ends, so that a replay and a new event never cross."""
    names = sorted({f"{topic}/{key}" for topic, key in places})
    # In a fixed order, so that two batches cannot wait for each other.
    await session.execute(
        text(
            "select pg_advisory_xact_lock(h) from (select hashtextextended(n, 0) as h"
            " from unnest(cast(:names as text[])) as n order by h) as ordered"
        ),
        {"names": names},
    )


async def occupied(session: AsyncSession, places: Iterable[Place]) -> set[Place]:
    """Return those of `places` about which an earlier event is parked."""
    found = select(ParkedEvent.topic, ParkedEvent.key).where(
        tuple_(ParkedEvent.topic, ParkedEvent.key).in_(list(set(places)))
    )
    return {(topic, key) for topic, key in await session.execute(found.distinct())}


async def park(session: AsyncSession, event: Delivery, error: str) -> None:
    """Put `event` at the end of its key's row; a repeat does nothing."""
    await session.execute(
        insert(ParkedEvent)
        .values(
            event_id=event.id,
            type=event.type,
            topic=event.topic,
            key=event.key,
            content_type=event.content_type,
            body=event.body,
            trace=event.trace,
            error=error,
            parked_at=utc_now(),
        )
        .on_conflict_do_nothing()
    )


async def replay(sessions: SessionMaker, handle: Handle, topic: str | None = None) -> tuple[int, int]:
    """Handle parked events, oldest first per key; return how many went and how many stay.

    A key stops at its first failure: what came later must not overtake it.
    """
    gone = 0
    for place in await waiting(sessions, topic):
        while await replay_first(sessions, handle, place):
            gone += 1
    async with sessions() as session:
        left = await session.scalar(select(func.count()).select_from(ParkedEvent))
    return gone, left or 0


async def waiting(sessions: SessionMaker, topic: str | None = None) -> list[Place]:
    """Return the keys with parked events, longest waiting first."""
    keys = (
        select(ParkedEvent.topic, ParkedEvent.key)
        .group_by(ParkedEvent.topic, ParkedEvent.key)
        .order_by(func.min(ParkedEvent.seq))
    )
    if topic:
        keys = keys.where(ParkedEvent.topic == topic)
    async with sessions() as session:
        return [(found, key) for found, key in await session.execute(keys)]


async def replay_first(sessions: SessionMaker, handle: Handle, place: Place) -> bool:
    """Handle the oldest parked event of a key; return whether it went."""
    topic, key = place
    oldest = (
        select(ParkedEvent)
        .where(ParkedEvent.topic == topic, ParkedEvent.key == key)
        .order_by(ParkedEvent.seq)
        .limit(1)
    )
    try:
        async with sessions.begin() as session:
            await lock(session, [place])
            parked = await session.scalar(oldest)
            if parked is None:
                return False
            await handle(parked.delivery(), session)
            await session.delete(parked)
    except Exception as error:  # noqa: BLE001 - a handler may fail in any way
        async with sessions.begin() as session:
            if parked := await session.scalar(oldest):
                parked.error = type(error).__qualname__
        return False
    return True
