"""Keeps the log small: compaction of state topics, retention of the others."""

import asyncio
import random
from datetime import timedelta

from servicekit.bus.log_reading import Connect
from servicekit.bus.log_schema import TIDYING
from servicekit.bus.types import Away

EVERY_SECONDS = 60.0
#: Younger records stay, superseded or not: a listener that was away for a moment hears every change.
LAG = timedelta(hours=1)

DIRTY = """
SELECT p.topic, p.partition, coalesce(young."offset", p.next) AS upto
FROM partitions AS p JOIN topics AS t ON t.id = p.topic
LEFT JOIN LATERAL (
    SELECT r."offset" FROM records AS r
    WHERE r.topic = p.topic AND r.partition = p.partition AND r."offset" >= p.compacted
    AND r.stored_at > clock_timestamp() - $1::interval
    ORDER BY r."offset" LIMIT 1
) AS young ON true
WHERE t.compacted AND p.compacted < coalesce(young."offset", p.next) ORDER BY p.topic, p.partition
"""

COMPACT = """
DELETE FROM records AS old USING (
    SELECT key, max("offset") AS newest FROM records
    WHERE topic = $1 AND partition = $2 AND "offset" < $3 GROUP BY key
) AS kept
WHERE old.topic = $1 AND old.partition = $2 AND old.key = kept.key AND old."offset" < kept.newest
"""

COMPACTED = "UPDATE partitions SET compacted = $3 WHERE topic = $1 AND partition = $2"

# A tombstone stays for a day, so that whoever reads slowly still learns of it.
FORGET_TOMBSTONES = """
DELETE FROM records AS r USING topics AS t, partitions AS p
WHERE t.compacted AND r.topic = t.id AND p.topic = r.topic AND p.partition = r.partition
AND r."offset" < p.compacted AND r.value IS NULL AND r.stored_at < clock_timestamp() - interval '24 hours'
"""

# The first record young enough is looked for from the oldest on: only what goes is read.
EXPIRE = """
DELETE FROM records AS old USING (
    SELECT p.topic, p.partition, coalesce(young."offset", p.next) AS first_kept
    FROM topics AS t JOIN partitions AS p ON p.topic = t.id
    LEFT JOIN LATERAL (
        SELECT r."offset" FROM records AS r
        WHERE r.topic = p.topic AND r.partition = p.partition
        AND r.stored_at >= clock_timestamp() - t.retention
        ORDER BY r."offset" LIMIT 1
    ) AS young ON true
    WHERE NOT t.compacted AND t.retention IS NOT NULL
) AS edge
WHERE old.topic = edge.topic AND old.partition = edge.partition AND old."offset" < edge.first_kept
"""


async def keep_tidy(connect: Connect) -> None:
    """Tidy up for ever, now and then; of all processes, one at a time."""
    while True:
        await asyncio.sleep(EVERY_SECONDS * random.uniform(0.5, 1.0))  # noqa: S311 - only spreads the load
        try:
            await tidy(connect)
        except Away:
            continue


async def tidy(connect: Connect, lag: timedelta = LAG) -> bool:
    """Compact what is older than `lag`, and expire, once; return `False` if another process is at it.

    The newest record of each key of a compacted topic is never removed.
    """
    async with connect() as connection, connection.transaction():
        if not await connection.fetchval("SELECT pg_try_advisory_xact_lock($1)", TIDYING):
            return False
        dirty = await connection.fetch(DIRTY, lag)
        for row in dirty:
            await connection.execute(COMPACT, row["topic"], row["partition"], row["upto"])
        await connection.execute(FORGET_TOMBSTONES)
        await connection.execute(EXPIRE)
        # Last, because it locks out senders until the transaction ends.
        await connection.executemany(COMPACTED, [tuple(row) for row in dirty])
        return True
