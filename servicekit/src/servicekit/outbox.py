"""Events wait in the service's own database until the relay has sent them."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from opentelemetry import propagate
from sqlalchemy import BigInteger, Boolean, DateTime, Identity, Index, LargeBinary, String, false
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from servicekit.db import RuntimeBase
from servicekit.events import Event

T = TypeVar("T")


#: Bytes; a broker takes a million with the headers and its own wrapping.
LARGEST_BODY = 900_000


class EventTooLarge(ValueError):
    """An event is larger than any broker of ours takes; say less, and let listeners ask."""


class OutboxRow(RuntimeBase):
    """One event, from the commit that caused it until the broker has it."""

    __tablename__ = "outbox"

    seq: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    event_id: Mapped[UUID] = mapped_column(unique=True)
    type: Mapped[str] = mapped_column(String(120))
    topic: Mapped[str] = mapped_column(String(120))
    key: Mapped[str] = mapped_column(String(200))
    version: Mapped[int] = mapped_column(BigInteger)
    occurred_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    #: No body: the thing is gone.
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    trace: Mapped[dict[str, str]] = mapped_column(JSONB)
    #: Told once more for somebody who missed it, not because anything changed.
    is_repeat: Mapped[bool] = mapped_column(Boolean, server_default=false())
    published_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (
        # Two changes that claim the same version did not lock what they changed.
        Index(
            "uq_outbox_change",
            "topic",
            "key",
            "version",
            "type",
            unique=True,
            postgresql_where=is_repeat.is_(False),
        ),
        Index("ix_outbox_unpublished", seq, postgresql_where=published_at.is_(None)),
        Index("ix_outbox_published_at", published_at),
    )


class Outbox:
    """Records events in the caller's transaction."""

    def __init__(self, session: AsyncSession, now: datetime) -> None:
        self._session = session
        self._now = now

    async def announce(self, fact: Callable[[T], Event], thing: T) -> None:
        """Queue `fact(thing)`; it exists only if the transaction commits.

        The change is flushed first: that locks the thing and raises its version,
        so that `seq` is drawn under the lock and follows the order of the commits.
        """
        await self._session.flush()
        self._add(fact(thing))
        await self._session.flush()

    async def announce_many(self, events: list[Event]) -> None:
        """Queue events about things that were changed and locked together."""
        await self._session.flush()
        for event in events:
            self._add(event)
        await self._session.flush()

    def repeat(self, event: Event) -> None:
        """Queue what is already known once more, for a new or rebuilt listener."""
        self._add(event, is_repeat=True)

    def _add(self, event: Event, *, is_repeat: bool = False) -> None:
        body = None if event.message is None else event.message.SerializeToString(deterministic=True)
        if body is not None and len(body) > LARGEST_BODY:
            # Found out now, and by who caused it; on its way it would hold up all that comes behind it.
            raise EventTooLarge(f"{event.type} about {event.topic} has {len(body)} bytes")
        trace: dict[str, str] = {}
        propagate.inject(trace)
        self._session.add(
            OutboxRow(
                event_id=event.id,
                type=event.type,
                topic=event.topic,
                key=event.key,
                version=event.version,
                occurred_at=self._now,
                body=body,
                trace=trace,
                is_repeat=is_repeat,
            )
        )
