"""Reading the durable log: soon after news, seldom in silence."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Collection
from contextlib import AbstractAsyncContextManager
from types import TracebackType
from typing import Any, Self, TypeAlias

from servicekit.bus.log_headers import unpack
from servicekit.bus.types import Batch, Received, Slot

Connect: TypeAlias = Callable[[], AbstractAsyncContextManager[Any]]

#: How often a reader looks for topics and partitions that are new.
REFRESH_SECONDS = 1.0
#: While records arrive, and for a moment after the last one, we look again this soon;
BUSY_PAUSE, BUSY_FOR = 0.01, 0.5
#: then ever more seldom, up to this.
IDLE_PAUSE, SLOWER = 0.25, 1.5

# A lateral limit can only run as a nested loop: partitions in the order given, and
# of each a run without gaps from its first offset on.
FETCH = """
SELECT w.topic, w.partition, r."offset", r.key, r.value, r.headers
FROM unnest($1::int[], $2::int[], $3::bigint[]) AS w (topic, partition, next)
CROSS JOIN LATERAL (
    SELECT "offset", key, value, headers FROM records
    WHERE topic = w.topic AND partition = w.partition AND "offset" >= w.next ORDER BY "offset" LIMIT $4
) AS r
LIMIT $4
"""

# Not the next offset: the last records may have been compacted away or expired.
LEFT = """
SELECT coalesce(sum(greatest(0, last."offset" + 1 - w.next)), 0)
FROM unnest($1::int[], $2::int[], $3::bigint[]) AS w (topic, partition, next)
CROSS JOIN LATERAL (
    SELECT "offset" FROM records WHERE topic = w.topic AND partition = w.partition
    ORDER BY "offset" DESC LIMIT 1
) AS last
"""

ENDS = """
SELECT t.name, p.topic, p.partition, p.next FROM topics AS t JOIN partitions AS p ON p.topic = t.id
WHERE t.name = ANY ($1::text[]) ORDER BY t.name, p.partition
"""


class LogReading:
    """Where somebody stands in each partition; what a reader and a member of a group share."""

    def __init__(self, connect: Connect, topics: Collection[str]) -> None:
        self._connect = connect
        self._topics = sorted(set(topics))
        #: The next offset of each partition; the one served longest ago comes first.
        self._next: dict[Slot, int] = {}
        self._numbers: dict[str, int] = {}
        self._refreshed_at = self._last_news = -1e9
        self._pause = BUSY_PAUSE

    async def poll(self, limit: int, wait: float) -> Batch:
        """Return the next records; see `Subscription.poll`."""
        deadline = time.monotonic() + wait
        while True:
            if time.monotonic() - self._refreshed_at >= REFRESH_SECONDS:
                await self._refresh()
                self._refreshed_at = time.monotonic()
            batch = await self._fetch(limit)
            now = time.monotonic()
            if batch:
                self._last_news, self._pause = now, BUSY_PAUSE
                return batch
            if now - self._last_news > BUSY_FOR:
                self._pause = min(self._pause * SLOWER, IDLE_PAUSE)
            if now >= deadline:
                return {}
            await asyncio.sleep(min(self._pause, deadline - now))

    async def _refresh(self) -> None:
        """Bring `_next` up to date with the partitions that are ours to read."""
        raise NotImplementedError

    def _where(self) -> tuple[list[int], list[int], list[int]]:
        """Return topic, partition and next offset of each partition, as the statements take them."""
        topics = [self._numbers[topic] for topic, _ in self._next]
        return topics, [partition for _, partition in self._next], list(self._next.values())

    async def _fetch(self, limit: int) -> Batch:
        if not self._next:
            return {}
        async with self._connect() as connection:
            rows = await connection.fetch(FETCH, *self._where(), limit)
        names = {number: topic for topic, number in self._numbers.items()}
        batch: defaultdict[Slot, list[Received]] = defaultdict(list)
        for number, partition, offset, key, value, headers in rows:
            topic = names[number]
            batch[topic, partition].append(
                Received(topic, key.decode(errors="replace"), value, unpack(headers), partition, offset)
            )
        for slot, records in batch.items():
            del self._next[slot]
            self._next[slot] = records[-1].offset + 1
        return batch


class LogReader(LogReading):
    """Reads the log without a group; see `types.Reader`."""

    def __init__(self, connect: Connect, topics: Collection[str], from_start: bool) -> None:
        super().__init__(connect, topics)
        self._from_start = from_start

    async def __aenter__(self) -> Self:
        ends = await self._ends()
        self._next = dict.fromkeys(ends, 0) if self._from_start else ends
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing remains of a reader."""

    async def behind(self) -> int:
        """Return how many offsets are still to be read; see `Reader.behind`."""
        async with self._connect() as connection:
            return int(await connection.fetchval(LEFT, *self._where()))

    async def _refresh(self) -> None:
        """A reader reads what there was when it was opened."""

    async def _ends(self) -> dict[Slot, int]:
        async with self._connect() as connection:
            rows = await connection.fetch(ENDS, self._topics)
        self._numbers |= {row["name"]: row["topic"] for row in rows}
        return {(row["name"], row["partition"]): row["next"] for row in rows}
