"""Moves committed events from the outbox to the bus, each thing's in order."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Protocol

from sqlalchemy import func, select, text, update

from servicekit.bus import Record
from servicekit.clock import Clock, utc_now
from servicekit.db import SessionMaker
from servicekit.events import envelope
from servicekit.outbox import OutboxRow

log = logging.getLogger(__name__)

RELAY_LOCK = 7_003_1


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
        # Rows are found by their mark, never by "greater than the last one": a row whose
        # transaction commits late has a small `seq` and is found all the same.
        unpublished = select(OutboxRow).where(OutboxRow.published_at.is_(None)).order_by(OutboxRow.seq)
        rows = (await session.scalars(unpublished.limit(limit))).all()
        if not rows:
            return 0
        sent: list[int] = []
        held: set[tuple[str, str]] = set()
        for wave in waves(rows):
            going = [row for row in wave if (row.topic, row.key) not in held]
            results = await bus.send([record_of(row, source) for row in going])
            for row, failure in zip(going, results, strict=True):
                if failure is None:
                    sent.append(row.seq)
                else:
                    # What follows about this thing waits; all others go on.
                    held.add((row.topic, row.key))
        if held:
            log.warning("%s things wait, the bus did not take their events", len(held))
        await session.execute(
            update(OutboxRow)
            .where(OutboxRow.seq == func.any(sent))
            .values(published_at=clock())
            .execution_options(synchronize_session=False)
        )
        return len(sent)


def waves(rows: Iterable[OutboxRow]) -> list[list[OutboxRow]]:
    """Split rows so that no two of one wave are about the same thing.

    Were both under way at once, the second could arrive although the first failed.
    """
    found: defaultdict[int, list[OutboxRow]] = defaultdict(list)
    depth: defaultdict[tuple[str, str], int] = defaultdict(int)
    for row in rows:
        place = row.topic, row.key
        found[depth[place]].append(row)
        depth[place] += 1
    return [found[level] for level in sorted(found)]


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
