"""Turns events into calls on typed handlers: one effect per event, in the order of its key."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeAlias, TypeVar
from uuid import UUID

from google.protobuf.message import Message
from opentelemetry import propagate, trace
from sqlalchemy import DateTime, String, Uuid, cast, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from servicekit import parking
from servicekit.clock import utc_now
from servicekit.db import RuntimeBase, SessionMaker
from servicekit.events import GONE, Delivery, read

log = logging.getLogger(__name__)
tracer = trace.get_tracer(__name__)

M = TypeVar("M", bound=Message)
Handler: TypeAlias = Callable[[M, AsyncSession], Awaitable[None]]
Farewell: TypeAlias = Callable[[str, AsyncSession], Awaitable[None]]


class InboxRow(RuntimeBase):
    """Remembers that an event was handled, so that a repeat does nothing."""

    __tablename__ = "inbox"

    event_id: Mapped[UUID] = mapped_column(primary_key=True)
    type: Mapped[str] = mapped_column(String(120))
    handled_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)


class Outcome(StrEnum):
    """What became of one event; also the label of the consumer's metric."""

    HANDLED = "handled"
    REPEATED = "repeated"
    NOT_OURS = "not_ours"
    PARKED = "parked"


@dataclass(frozen=True)
class Patience:
    """How long one failing event may hold up those behind it."""

    total: float = 5.0  # seconds, the handler's own time included
    pause: float = 0.1  # before the second attempt; doubles each time
    #: For each event of those that are handled together, beside `total`.
    share: float = 0.05
    #: For one by one; who comes later is waited for a tenth as long.
    batch: float = 100.0

    def in_haste(self) -> "Patience":
        """Return what is left for the rest of a batch in which many have failed."""
        return replace(self, total=self.total / 10)


class Consumers:
    """The messages that one service listens to, and who handles each."""

    def __init__(self) -> None:
        self._handlers: dict[str, tuple[type[Message], Handler[Any]]] = {}
        self._farewells: dict[str, Farewell] = {}
        #: Where the messages are heard.
        self.topics: set[str] = set()

    @property
    def types(self) -> set[str]:
        """The full names of the messages that have a handler."""
        return set(self._handlers)

    def on(self, topic: str, message_class: type[M]) -> Callable[[Handler[M]], Handler[M]]:
        """Register the one handler of `message_class` in this service."""
        name = message_class.DESCRIPTOR.full_name

        def register(handler: Handler[M]) -> Handler[M]:
            if name in self._handlers:
                raise ValueError(f"{name} already has a handler")
            self._handlers[name] = (message_class, handler)
            self.topics.add(topic)
            return handler

        return register

    def gone(self, topic: str) -> Callable[[Farewell], Farewell]:
        """Register who removes the copy of a thing of a state topic, called with its key."""

        def register(handler: Farewell) -> Farewell:
            if topic in self._farewells:
                raise ValueError(f"{topic} already has a handler of tombstones")
            self._farewells[topic] = handler
            self.topics.add(topic)
            return handler

        return register

    def including(self, *others: "Consumers") -> "Consumers":
        """Return the consumers of several features as those of one service."""
        both = Consumers()
        for one in (self, *others):
            if twice := both._handlers.keys() & one._handlers.keys():
                raise ValueError(f"{sorted(twice)} have two handlers")
            both._handlers |= one._handlers
            both._farewells |= one._farewells
            both.topics |= one.topics
        return both

    def hears(self, event: Delivery) -> bool:
        """Tell whether this service has a handler for an event."""
        return event.topic in self._farewells if event.type == GONE else event.type in self._handlers

    async def dispatch_batch(
        self, events: Sequence[Delivery], sessions: SessionMaker, patience: Patience | None = None
    ) -> list[Outcome]:
        """Handle the events of one partition, in one transaction if nothing fails.

        Raises only if an event can be neither handled nor parked; its offset must then
        not be committed.
        """
        patience = patience or Patience()
        if len(events) > 1:
            done = await self.dispatch_together(events, sessions, patience)
            if done is not None:
                return done
        loop = asyncio.get_running_loop()
        outcomes, late = [], loop.time() + patience.batch
        for event in events:
            left = patience if loop.time() < late else patience.in_haste()
            outcomes.append(await self.dispatch(event, sessions, left))
        return outcomes

    async def dispatch_together(
        self, events: Sequence[Delivery], sessions: SessionMaker, patience: Patience | None = None
    ) -> list[Outcome] | None:
        """Handle events in one transaction; return nothing, with nothing done, if one of them fails."""
        ours = [event for event in events if self.hears(event)]
        if not ours:
            return [Outcome.NOT_OURS] * len(events)
        patience = patience or Patience()
        enough = patience.total + patience.share * len(ours)
        try:
            async with asyncio.timeout(enough), sessions.begin() as session:
                done = iter(await self._together(ours, session))
        except Exception as error:  # noqa: BLE001 - a handler may fail in any way
            log.info("%d events are done again in smaller parts: %s", len(ours), type(error).__qualname__)
            return None
        return [next(done) if self.hears(event) else Outcome.NOT_OURS for event in events]

    async def _together(self, events: Sequence[Delivery], session: AsyncSession) -> list[Outcome]:
        places = {(event.topic, event.key) for event in events}
        await parking.lock(session, places)
        held = await parking.occupied(session, places)
        new = await first_heard(session, [event for event in events if (event.topic, event.key) not in held])
        outcomes = []
        for event in events:
            if (event.topic, event.key) in held:
                await parking.park(session, event, "waits behind its key")
                outcomes.append(Outcome.PARKED)
            elif event.id in new:
                new.remove(event.id)
                await self._call(event, session)
                outcomes.append(Outcome.HANDLED)
            else:
                outcomes.append(Outcome.REPEATED)
        return outcomes

    async def dispatch(
        self, event: Delivery, sessions: SessionMaker, patience: Patience | None = None
    ) -> Outcome:
        """Handle one event, trying again for a while; then park it and all after it of its key."""
        if not self.hears(event):
            return Outcome.NOT_OURS
        patience = patience or Patience()
        loop = asyncio.get_running_loop()
        deadline, pause = loop.time() + patience.total, patience.pause
        while True:
            try:
                async with asyncio.timeout_at(deadline), sessions.begin() as session:
                    return (await self._together([event], session))[0]
            except Exception as error:  # noqa: BLE001 - a handler may fail in any way
                failure = type(error).__qualname__
            if loop.time() + pause >= deadline:
                break
            await asyncio.sleep(pause)
            pause *= 2
        log.error("parked %s %s: %s", event.type, event.id, failure)
        async with sessions.begin() as session:
            await parking.lock(session, [(event.topic, event.key)])
            await parking.park(session, event, failure)
        return Outcome.PARKED

    async def handle(self, event: Delivery, session: AsyncSession) -> Outcome:
        """Handle one event in the caller's transaction, together with its inbox row."""
        if not await first_heard(session, [event]):
            return Outcome.REPEATED
        await self._call(event, session)
        return Outcome.HANDLED

    async def _call(self, event: Delivery, session: AsyncSession) -> None:
        parent = propagate.extract(event.trace)
        with tracer.start_as_current_span(f"hear {event.type}", context=parent, kind=trace.SpanKind.CONSUMER):
            if event.type == GONE:
                await self._farewells[event.topic](event.key, session)
            else:
                message_class, handler = self._handlers[event.type]
                await handler(read(event, message_class), session)
            # What the handler left unsaid to the database belongs to this event, not to the next.
            await session.flush()


async def first_heard(session: AsyncSession, events: Sequence[Delivery]) -> set[UUID]:
    """Enter events into the inbox, in the caller's transaction; return which were not there yet."""
    if not events:
        return set()
    types = {event.id: event.type for event in events}
    # One statement of one form, however many there are.
    rows = select(
        func.unnest(cast(list(types), ARRAY(Uuid))),
        func.unnest(cast(list(types.values()), ARRAY(String))),
        literal(utc_now()),
    )
    entered = (
        insert(InboxRow)
        .from_select(["event_id", "type", "handled_at"], rows)
        .on_conflict_do_nothing()
        .returning(InboxRow.event_id)
    )
    return set(await session.scalars(entered))
