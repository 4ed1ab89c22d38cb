"""The durable log: a bus in a PostgreSQL database of its own, for one machine without Kafka.

An offset is drawn and its record written under the lock of the partition's row,
which is held until the transaction ends. So the order of offsets is the order of
commits, and a reader that has seen an offset has seen all before it.
"""

import asyncio
import zlib
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from types import TracebackType
from typing import Any, NamedTuple, Self

import asyncpg
from opentelemetry.instrumentation.utils import suppress_instrumentation

from servicekit.bus.log_headers import pack
from servicekit.bus.log_keeping import keep_tidy
from servicekit.bus.log_reading import LogReader
from servicekit.bus.log_schema import migrate
from servicekit.bus.log_subscription import LogSubscription
from servicekit.bus.types import Away, Record, TopicSpec, UnknownTopic

CONNECT_SECONDS = 5.0
COMMAND_SECONDS = 10.0
CONNECTIONS = 4
#: Whoever freezes while others wait for him is thrown out.
SESSION = {"idle_in_transaction_session_timeout": "10s", "jit": "off"}
#: Records of one transaction: their partitions are locked meanwhile.
AT_ONCE = 1000

#: What passes: the database is down, full, busy, or changed its mind about a deadlock.
PASSING = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # a connection that was thrown out, and has not noticed yet
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.ObjectNotInPrerequisiteStateError,
    asyncpg.TransactionRollbackError,
)

ENSURE_TOPICS = """
INSERT INTO topics (name, partitions, compacted, retention)
SELECT * FROM unnest($1::text[], $2::int[], $3::boolean[], $4::interval[]) AS spec (name, p, c, r)
ORDER BY name
ON CONFLICT (name) DO UPDATE SET compacted = excluded.compacted, retention = excluded.retention
WHERE (topics.compacted, topics.retention) IS DISTINCT FROM (excluded.compacted, excluded.retention)
"""

ENSURE_PARTITIONS = """
INSERT INTO partitions (topic, partition)
SELECT id, number FROM topics, generate_series(0, topics.partitions - 1) AS number
WHERE name = ANY ($1::text[])
ON CONFLICT DO NOTHING
"""

# Partitions are locked in one order, so that two senders never wait for each other.
APPEND = """
WITH new AS MATERIALIZED (
    SELECT * FROM unnest($1::int[], $2::int[], $3::bytea[], $4::bytea[], $5::bytea[])
    WITH ORDINALITY AS new (topic, partition, key, value, headers, place)
), wanted AS MATERIALIZED (
    SELECT topic, partition, count(*) AS records FROM new GROUP BY topic, partition
), locked AS MATERIALIZED (
    SELECT topic, partition, records FROM partitions JOIN wanted USING (topic, partition)
    ORDER BY topic, partition FOR UPDATE OF partitions
), moved AS (
    UPDATE partitions AS p SET next = p.next + locked.records FROM locked
    WHERE p.topic = locked.topic AND p.partition = locked.partition
    RETURNING p.topic, p.partition, p.next - locked.records AS first
)
INSERT INTO records (topic, partition, "offset", key, value, headers)
SELECT topic, partition, first - 1 + row_number() OVER (PARTITION BY topic, partition ORDER BY place),
       key, value, headers
FROM new JOIN moved USING (topic, partition)
"""


class Place(NamedTuple):
    """A topic's number in the log, and how many partitions it has."""

    topic: int
    partitions: int

    def partition(self, key: bytes) -> int:
        """Return the partition of everything about `key`."""
        return zlib.crc32(key) % self.partitions


class LogBus:
    """The bus at one PostgreSQL database; see `types.Bus` for its promises."""

    def __init__(self, url: str, client_id: str) -> None:
        self._url = url.replace("postgresql+asyncpg://", "postgresql://", 1)
        self._client_id = client_id
        self._places: dict[str, Place] = {}
        self._ready = False
        self._pool: asyncpg.Pool | None = None
        self._keeper: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        # Without connections at first: the database may come later than we do.
        self._pool = await asyncpg.create_pool(
            self._url,
            min_size=0,
            max_size=CONNECTIONS,
            timeout=CONNECT_SECONDS,
            command_timeout=COMMAND_SECONDS,
            reset=nothing,
            server_settings={"application_name": f"bus {self._client_id}"} | SESSION,
        )
        self._keeper = asyncio.create_task(keep_tidy(self.connection), name="tidy up the log")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._keeper is not None:
            self._keeper.cancel()
            with suppress(asyncio.CancelledError):
                await self._keeper
        if self._pool is not None:
            try:
                await asyncio.wait_for(self._pool.close(), CONNECT_SECONDS)
            except TimeoutError:
                self._pool.terminate()

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Any]:
        """Yield a connection to the log, its tables made.

        What is done with it makes no spans: records carry the trace they belong to, and
        an idle listener would make thousands.

        Raises:
            Away: the database cannot be reached, or was lost meanwhile.

        """
        if self._pool is None:
            raise RuntimeError("the bus is not open: async with open_bus(…) as bus")
        try:
            with suppress_instrumentation():
                async with self._pool.acquire(timeout=CONNECT_SECONDS) as connection:
                    if not self._ready:
                        await migrate(connection)
                        self._ready = True
                    yield connection
        except PASSING as error:
            raise Away(f"the log cannot be reached ({type(error).__name__})") from error

    async def ensure(self, topics: Sequence[TopicSpec]) -> None:
        """Make the topics that are missing; see `Bus.ensure`."""
        kept = [None if spec.retention_s is None else timedelta(seconds=spec.retention_s) for spec in topics]
        names = [spec.name for spec in topics]
        async with self.connection() as connection, connection.transaction():
            await connection.execute(
                ENSURE_TOPICS,
                names,
                [spec.partitions for spec in topics],
                [spec.compacted for spec in topics],
                kept,
            )
            await connection.execute(ENSURE_PARTITIONS, names)

    async def send(self, records: Sequence[Record]) -> list[BaseException | None]:
        """Append all records; see `Bus.send`."""
        results: list[BaseException | None] = [None] * len(records)
        try:
            await self._find({record.topic for record in records})
        except Away as away:
            return [away] * len(records)
        known = []
        for index, record in enumerate(records):
            if record.topic in self._places:
                known.append(index)
            else:
                results[index] = UnknownTopic(record.topic)
        failure: BaseException | None = None
        for start in range(0, len(known), AT_ONCE):
            indexes = known[start : start + AT_ONCE]
            if failure is None:
                try:
                    await self._append([records[index] for index in indexes])
                except (Away, asyncpg.PostgresError) as error:
                    failure = error
            for index in indexes:
                results[index] = failure
        return results

    def subscribe(self, group: str, topics: Collection[str]) -> LogSubscription:
        """Return a member of `group`; see `Bus.subscribe`."""
        return LogSubscription(self.connection, group, topics)

    def read(self, topics: Collection[str], from_start: bool) -> LogReader:
        """Return a reader; see `Bus.read`."""
        return LogReader(self.connection, topics, from_start)

    async def _find(self, topics: set[str]) -> None:
        """Learn the places of topics not seen before; places never change."""
        unknown = topics - self._places.keys()
        if unknown:
            async with self.connection() as connection:
                rows = await connection.fetch(
                    "SELECT name, id, partitions FROM topics WHERE name = ANY ($1::text[])", sorted(unknown)
                )
            self._places |= {row["name"]: Place(row["id"], row["partitions"]) for row in rows}

    async def _append(self, records: Sequence[Record]) -> None:
        keys = [record.key.encode() for record in records]
        places = [self._places[record.topic] for record in records]
        async with self.connection() as connection:
            await connection.execute(
                APPEND,
                [place.topic for place in places],
                [place.partition(key) for place, key in zip(places, keys, strict=True)],
                keys,
                [record.value for record in records],
                [pack(record.headers) for record in records],
            )


async def nothing(_: asyncpg.Connection) -> None:
    """Leave a returned connection as it is: nobody changes its settings, and a reset costs a round trip."""
