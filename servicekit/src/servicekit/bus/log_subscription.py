"""A member of a group that reads the durable log.

Each partition has at most one owner in a group. The owner holds it while its
lease lives; every new owner raises the partition's generation, and a commit with
an older one does nothing. A member gives partitions up only between two polls,
when it has finished with what it was given.
"""

import asyncio
import time
import zlib
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from uuid import UUID, uuid4

from servicekit.bus.log_reading import REFRESH_SECONDS, Connect, LogReading
from servicekit.bus.types import Away, Fenced, Slot

LEASE_SECONDS = 5.0
#: A member that has not polled for so long is stuck: its partitions go to others.
STUCK_SECONDS = 300.0

LOCK_GROUP = "SELECT pg_advisory_xact_lock(hashtextextended('group ' || $1, 0))"

RENEW = """
UPDATE members SET lives_until = clock_timestamp() + $3 * interval '1 second'
WHERE "group" = $1 AND member = $2
"""

JOIN = """
INSERT INTO members ("group", member, topics, lives_until)
VALUES ($1, $2, $4::text[], clock_timestamp() + $3 * interval '1 second')
ON CONFLICT ("group", member) DO UPDATE SET lives_until = excluded.lives_until
"""

BURY = 'DELETE FROM members WHERE "group" = $1 AND lives_until < clock_timestamp()'

LEAVE = 'DELETE FROM members WHERE "group" = $1 AND member = $2'

MEMBERS = 'SELECT member, topics FROM members WHERE "group" = $1 AND lives_until >= clock_timestamp()'

POSITIONS = """
SELECT t.name, p.topic, p.partition, s.owner, coalesce(s.generation, 0) AS generation,
       coalesce(s.next, 0) AS next
FROM topics AS t JOIN partitions AS p ON p.topic = t.id
LEFT JOIN positions AS s ON s."group" = $1 AND s.topic = p.topic AND s.partition = p.partition
WHERE t.name = ANY ($2::text[]) ORDER BY p.topic, p.partition
"""

CLAIM = """
INSERT INTO positions AS s ("group", topic, partition, owner, generation)
SELECT $1, topic, partition, $2, 1 FROM unnest($3::int[], $4::int[]) AS w (topic, partition)
ORDER BY topic, partition
ON CONFLICT ("group", topic, partition) DO UPDATE SET owner = excluded.owner, generation = s.generation + 1
"""

RELEASE = """
UPDATE positions AS s SET owner = NULL FROM unnest($3::int[], $4::int[]) AS w (topic, partition)
WHERE s."group" = $1 AND s.owner = $2 AND s.topic = w.topic AND s.partition = w.partition
"""

RELEASE_ALL = 'UPDATE positions SET owner = NULL WHERE "group" = $1 AND owner = $2'

# Rows are locked in the order in which they are claimed; an offset never moves back.
COMMIT = """
WITH mine AS MATERIALIZED (
    SELECT s.topic, s.partition, w.next FROM positions AS s
    JOIN unnest($3::int[], $4::int[], $5::bigint[], $6::bigint[]) AS w (topic, partition, generation, next)
      ON s.topic = w.topic AND s.partition = w.partition
    WHERE s."group" = $1 AND s.owner = $2 AND s.generation = w.generation AND s.next <= w.next
    ORDER BY s.topic, s.partition FOR UPDATE OF s
)
UPDATE positions AS s SET next = mine.next FROM mine
WHERE s."group" = $1 AND s.topic = mine.topic AND s.partition = mine.partition
RETURNING s.topic, s.partition
"""


@dataclass(frozen=True)
class Position:
    """One partition as its group has it now."""

    slot: Slot
    topic: int
    owner: UUID | None
    generation: int
    next: int


@dataclass(frozen=True)
class Moves:
    """What one member does so that every member has its share."""

    release: Sequence[Position]
    claim: Sequence[Position]


STAY = Moves((), ())


def share_out(me: UUID, members: Mapping[UUID, Collection[str]], positions: Sequence[Position]) -> Moves:
    """Return what `me` gives up and takes, so that each topic is spread evenly over its members.

    All members compute this alike: the shares of a topic add up to its partitions.
    Partitions of members that live are never taken, only what they have given up.
    """
    release: list[Position] = []
    claim: list[Position] = []
    by_topic: defaultdict[str, list[Position]] = defaultdict(list)
    for position in positions:
        by_topic[position.slot[0]].append(position)
    for topic, slots in by_topic.items():
        sharers = sorted(member for member, topics in members.items() if topic in topics)
        # Who gets one more differs by topic, or the first member would get all single partitions.
        turn = (sharers.index(me) + zlib.crc32(topic.encode())) % len(sharers)
        share = len(slots) // len(sharers) + (turn < len(slots) % len(sharers))
        mine = [position for position in slots if position.owner == me]
        free = [position for position in slots if position.owner not in members]
        release += mine[share:]
        claim += free[: max(0, share - len(mine))]
    return Moves(tuple(release), tuple(claim))


class LogSubscription(LogReading):
    """One member of a group; see `types.Subscription` for its promises."""

    def __init__(self, connect: Connect, group: str, topics: Collection[str]) -> None:
        super().__init__(connect, topics)
        self._group = group
        self._me = uuid4()
        self._held: dict[Slot, Position] = {}
        self._heart: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        await self._refresh()
        self._refreshed_at = time.monotonic()
        self._heart = asyncio.create_task(self._beat(), name=f"heartbeat of {self._group}")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._heart is not None:
            self._heart.cancel()
            with suppress(asyncio.CancelledError):
                await self._heart
        # If the log is away, the lease runs out by itself.
        with suppress(Away):
            async with self._connect() as connection, connection.transaction():
                await connection.execute(LOCK_GROUP, self._group)
                await connection.execute(RELEASE_ALL, self._group, self._me)
                await connection.execute(LEAVE, self._group, self._me)

    async def commit(self, offsets: Mapping[Slot, int]) -> None:
        """Remember what the group has finished; see `Subscription.commit`."""
        held = [(self._held[slot], following) for slot, following in offsets.items() if slot in self._held]
        async with self._connect() as connection:
            rows = await connection.fetch(
                COMMIT,
                self._group,
                self._me,
                [position.topic for position, _ in held],
                [position.slot[1] for position, _ in held],
                [position.generation for position, _ in held],
                [following for _, following in held],
            )
        committed = {(row["topic"], row["partition"]) for row in rows}
        kept = {position.slot for position, _ in held if (position.topic, position.slot[1]) in committed}
        lost = offsets.keys() - kept
        if lost:
            for slot in lost:
                self._held.pop(slot, None)
                self._next.pop(slot, None)
            raise Fenced(lost)

    async def _beat(self) -> None:
        """Renew the lease between two polls, unless the next poll does not come at all."""
        while True:
            await asyncio.sleep(REFRESH_SECONDS)
            if REFRESH_SECONDS < time.monotonic() - self._refreshed_at < STUCK_SECONDS:
                with suppress(Away):
                    async with self._connect() as connection:
                        await connection.execute(RENEW, self._group, self._me, LEASE_SECONDS)

    async def _refresh(self) -> None:
        """Renew the lease, move partitions if the shares have changed, and learn which are ours."""
        async with self._connect() as connection:
            renewed = await connection.execute(RENEW, self._group, self._me, LEASE_SECONDS)
            if renewed == "UPDATE 0":
                positions = await self._move(connection)
            else:
                positions = await self._positions(connection)
                if await self._moves(connection, positions) != STAY:
                    positions = await self._move(connection)
        self._take_over([position for position in positions if position.owner == self._me])

    async def _move(self, connection: Any) -> list[Position]:
        """Join the group, give up and take what our share asks for; return how things stand then."""
        async with connection.transaction():
            await connection.execute(LOCK_GROUP, self._group)
            await connection.execute(BURY, self._group)
            await connection.execute(JOIN, self._group, self._me, LEASE_SECONDS, self._topics)
            moves = await self._moves(connection, await self._positions(connection))
            for statement, positions in ((RELEASE, moves.release), (CLAIM, moves.claim)):
                topics = [position.topic for position in positions]
                partitions = [position.slot[1] for position in positions]
                await connection.execute(statement, self._group, self._me, topics, partitions)
            return await self._positions(connection)

    async def _moves(self, connection: Any, positions: Sequence[Position]) -> Moves:
        rows = await connection.fetch(MEMBERS, self._group)
        return share_out(self._me, {row["member"]: row["topics"] for row in rows}, positions)

    async def _positions(self, connection: Any) -> list[Position]:
        rows = await connection.fetch(POSITIONS, self._group, self._topics)
        return [
            Position(
                (row["name"], row["partition"]), row["topic"], row["owner"], row["generation"], row["next"]
            )
            for row in rows
        ]

    def _take_over(self, mine: Sequence[Position]) -> None:
        """Read on where we stand; what is newly ours is read from where the group has committed."""
        before, self._held = self._held, {position.slot: position for position in mine}
        self._numbers |= {position.slot[0]: position.topic for position in mine}
        for slot in self._next.keys() - self._held.keys():
            del self._next[slot]
        for slot, position in self._held.items():
            known = before.get(slot)
            if known is None or known.generation != position.generation:
                self._next[slot] = position.next
