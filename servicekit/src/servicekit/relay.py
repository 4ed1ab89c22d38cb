"""Moves committed events from the outbox to the bus, each thing's in order."""

import logging
from collections.abc import Sequence
from typing import Protocol

from sqlalchemy import func, select, text, update

from servicekit.bus import Record
from servicekit.clock import Clock, utc_now
from servicekit.db import SessionMaker
from servicekit.events import envelope
from servicekit.outbox import OutboxRow

log = logging.getLogger(__name__)

RELAY_LOCK = 7_003_1
# Rows are found by their mark, never by "greater than the last one": a row whose
# transaction commits late has a small `seq` and is found all the same.
WAITING = select(OutboxRow).where(OutboxRow.published_at.is_(None)).order_by(OutboxRow.seq)


class Sender(Protocol):
    """The part of a bus that the relay uses."""

    async def send(self, records: Sequence[Record]) -> list[BaseException | None]:
        """Send records; return for each what went wrong, if anything did."""


async def relay_once(
    sessions: SessionMaker, bus: Sender, *, source: str, limit: int = 500, clock: Clock = utc_now
) -> int:
    """Publish up to `limit` events; return how many were published.

    Only one relay per service works at a time, because two would break the order of
    events about one thing. If the process dies between sending and marking, events are
    sent again: consumers tolerate repeats.
    """
    async with sessions.begin() as session:
        if not await session.scalar(select(func.pg_try_advisory_xact_lock(RELAY_LOCK))):
            return 0
        rows = (await session.scalars(WAITING.limit(limit))).all()
        if not rows:
            return 0
        # The bus keeps the order of each key: if one fails, so do those of its key behind it.
        results = await bus.send([record_of(row, source) for row in rows])
        sent = [row.seq for row, failure in zip(rows, results, strict=True) if failure is None]
        if len(sent) < len(rows):
            log.warning("%s events wait, the bus did not take them", len(rows) - len(sent))
        await session.execute(
            update(OutboxRow)
            .where(OutboxRow.seq == func.any(sent))
            .values(published_at=clock())
            .execution_options(synchronize_session=False)
        )
        return len(sent)


def record_of(row: OutboxRow, source: str) -> Record:
    """Return one event as the bus carries it, in the trace that caused it."""
    headers = envelope(row.event_id, row.type, source, row.occurred_at, row.version)
    headers += [(name, value.encode()) for name, value in row.trace.items()]
    return Record(topic=row.topic, key=row.key, value=row.body, headers=tuple(headers))


async def sweep(sessions: SessionMaker, *, days: int = 7) -> None:
    """Forget what was published, handled or answered long ago."""
    async with sessions.begin() as session:
        for statement in (
            "delete from outbox where published_at < now() - make_interval(days => :days)",
            "delete from inbox where handled_at < now() - make_interval(days => :days * 4)",
            "delete from idempotency_keys where created_at < now() - interval '24 hours'",
        ):
            await session.execute(text(statement), {"days": days} if ":days" in statement else {})
