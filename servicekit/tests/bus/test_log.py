"""What only the durable log has to prove: its order of offsets, its groups, its housekeeping."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, nullcontext
from datetime import timedelta
from types import SimpleNamespace
from typing import TypeAlias
from uuid import UUID, uuid4

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.instrumentation.asyncpg import AsyncPGInstrumentor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from sqlalchemy import text

from servicekit import testing
from servicekit.bus import (
    Away,
    Fenced,
    Reader,
    Received,
    Record,
    Subscription,
    TopicSpec,
    log_reading,
    open_bus,
)
from servicekit.bus.log import APPEND, LogBus
from servicekit.bus.log_headers import pack, unpack
from servicekit.bus.log_keeping import tidy
from servicekit.bus.log_schema import MIGRATIONS, TIDYING
from servicekit.bus.log_subscription import LogSubscription, Position, share_out
from servicekit.bus.types import Batch

Collect: TypeAlias = Callable[[Subscription | Reader, int], Awaitable[list[Received]]]
AT_ONCE = timedelta()
Consume: TypeAlias = Callable[[Subscription, int], Awaitable[list[Received]]]


@pytest.fixture
async def log(log_url: str) -> AsyncIterator[LogBus]:
    async with LogBus(log_url, "svc-sample") as opened:
        yield opened


@pytest.fixture
async def beside(log_url: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection of our own to the log's database."""
    connection = await asyncpg.connect(log_url.replace("+asyncpg", ""))
    yield connection
    await connection.close()


def numbered(topic: str, numbers: range, keys: int = 10) -> list[Record]:
    return [Record(topic, f"key-{n % keys}", str(n).encode(), ()) for n in numbers]


async def test_a_record_whose_transaction_commits_late_is_not_lost(
    log: LogBus, beside: asyncpg.Connection, name: str, consume: Consume
) -> None:
    await log.ensure([TopicSpec(name, partitions=1)])
    number = await beside.fetchval("SELECT id FROM topics WHERE name = $1", name)
    async with log.subscribe(name, [name]) as subscription:
        async with beside.transaction():
            await beside.execute(APPEND, [number], [0], [b"late"], [b"0"], [b""])
            overtaking = asyncio.create_task(log.send([Record(name, "soon", b"1", ())]))
            batch = await subscription.poll(10, 0.3)
            if batch:
                await subscription.commit({slot: found[-1].offset + 1 for slot, found in batch.items()})
        await overtaking
        found = [record for records in batch.values() for record in records]
        found += await consume(subscription, 2 - len(found))

    assert [(record.key, record.offset) for record in found] == [("late", 0), ("soon", 1)]


async def test_senders_that_go_through_partitions_in_opposite_order_never_lock_each_other_out(
    log: LogBus, log_url: str, name: str
) -> None:
    await log.ensure([TopicSpec(name, partitions=8)])
    forth = numbered(name, range(40), keys=40)

    async def send(records: list[Record]) -> list[BaseException | None]:
        async with open_bus(log_url, "sender") as own:
            return [result for _ in range(30) for result in await own.send(records)]

    results = await asyncio.gather(send(forth), send(forth[::-1]), send(forth), send(forth[::-1]))

    assert {type(result) for sent in results for result in sent} == {type(None)}


class FlakyLog(LogBus):
    """A log whose second transaction fails."""

    appended = 0

    async def _append(self, records: Sequence[Record]) -> None:
        self.appended += 1
        if self.appended == 2:
            raise Away
        await super()._append(records)


async def test_nothing_is_appended_behind_a_transaction_that_failed(log_url: str, name: str) -> None:
    async with FlakyLog(log_url, "svc-sample") as flaky:
        await flaky.ensure([TopicSpec(name, partitions=1)])
        results = await flaky.send(numbered(name, range(3500)))

    assert flaky.appended == 2
    assert [type(result) for result in results] == [type(None)] * 1000 + [Away] * 2500


async def test_processes_that_start_together_make_the_tables_once() -> None:
    database = f"bus_{uuid4().hex}"
    async with testing.administrator() as connection:
        await connection.execute(text(f'create database "{database}"'))

    async def start() -> None:
        async with open_bus(testing.address(database), "svc-sample") as own:
            await own.ensure([TopicSpec("sample.one", 3), TopicSpec("sample.two", 1, compacted=True)])

    await asyncio.gather(*(start() for _ in range(8)))

    plain = await asyncpg.connect(testing.address(database).replace("+asyncpg", ""))
    versions = await plain.fetch("SELECT version FROM versions")
    partitions = await plain.fetchval("SELECT count(*) FROM partitions")
    await plain.close()
    async with testing.administrator() as connection:
        await connection.execute(text(f'drop database "{database}"'))
    assert [row["version"] for row in versions] == list(range(1, len(MIGRATIONS) + 1))
    assert partitions == 4


async def test_an_offset_never_moves_back(log: LogBus, name: str, consume: Consume) -> None:
    await log.ensure([TopicSpec(name, partitions=1)])
    await log.send(numbered(name, range(10)))

    async with log.subscribe(name, [name]) as subscription:
        await consume(subscription, 10)
        with pytest.raises(Fenced):
            await subscription.commit({(name, 0): 4})

    async with log.subscribe(name, [name]) as later:
        assert await later.poll(10, 0.3) == {}


async def test_a_partition_that_was_lost_does_not_keep_the_others_from_being_committed(
    log: LogBus, beside: asyncpg.Connection, name: str, collect: Collect
) -> None:
    await log.ensure([TopicSpec(name, partitions=2)])
    await log.send(numbered(name, range(20)))
    async with log.subscribe(name, [name]) as subscription:
        found = await collect(subscription, 20)
        await beside.execute(
            'UPDATE positions SET owner = $2, generation = 9 WHERE "group" = $1 AND partition = 1',
            name,
            uuid4(),
        )
        ends = Counter(record.partition for record in found)

        with pytest.raises(Fenced) as fenced:
            await subscription.commit({(name, partition): ends[partition] for partition in (0, 1)})

    committed = await beside.fetch('SELECT partition, next FROM positions WHERE "group" = $1', name)
    assert fenced.value.slots == {(name, 1)}
    assert dict(committed) == {0: ends[0], 1: 0}


async def test_compaction_keeps_the_newest_of_each_key_and_a_tombstone_for_a_day(
    log: LogBus, beside: asyncpg.Connection, name: str, collect: Collect
) -> None:
    await log.ensure(
        [TopicSpec(name, partitions=3, compacted=True), TopicSpec(f"{name}.facts", partitions=1)]
    )
    await log.send([*numbered(name, range(100)), *numbered(f"{name}.facts", range(100))])
    await log.send([Record(name, "key-3", None, ())])

    assert await tidy(log.connection, AT_ONCE)
    async with log.read([name], from_start=True) as reader:
        newest = {record.key: record.value for record in await collect(reader, 10)}
        assert await reader.behind() == 0
    async with log.read([f"{name}.facts"], from_start=True) as reader:
        assert len(await collect(reader, 100)) == 100

    await beside.execute("UPDATE records SET stored_at = stored_at - interval '25 hours' WHERE value IS NULL")
    assert await tidy(log.connection, AT_ONCE)
    async with log.read([name], from_start=True) as reader:
        living = {record.key: record.value for record in await collect(reader, 9)}
        assert await reader.behind() == 0

    assert newest == {f"key-{n}": f"9{n}".encode() if n != 3 else None for n in range(10)}
    assert living == {key: value for key, value in newest.items() if value is not None}


async def test_what_was_superseded_within_the_hour_is_still_heard(
    log: LogBus, beside: asyncpg.Connection, name: str, collect: Collect
) -> None:
    await log.ensure([TopicSpec(name, partitions=1, compacted=True)])
    await log.send([Record(name, "key", value, ()) for value in (b"1", b"2", b"3")])
    await beside.execute(
        "UPDATE records SET stored_at = stored_at - interval '2 hours' WHERE value IN ('1', '2')"
    )

    assert await tidy(log.connection)

    async with log.read([name], from_start=True) as reader:
        # Of those older than an hour the newest is kept: who comes now hears what led to it.
        assert [record.value for record in await collect(reader, 2)] == [b"2", b"3"]
        assert await reader.behind() == 0


async def test_a_fact_is_forgotten_after_its_retention_and_offsets_go_on(
    log: LogBus, beside: asyncpg.Connection, name: str, collect: Collect
) -> None:
    await log.ensure([TopicSpec(name, partitions=1, retention_s=3600)])
    await log.send(numbered(name, range(50)))
    await beside.execute(
        "UPDATE records SET stored_at = stored_at - interval '2 hours' FROM topics"
        ' WHERE topics.name = $1 AND records.topic = topics.id AND "offset" < 40',
        name,
    )

    assert await tidy(log.connection)
    await log.send(numbered(name, range(50, 51)))

    async with log.subscribe(name, [name]) as subscription:
        found = await collect(subscription, 11)
    assert [record.offset for record in found] == list(range(40, 51))


async def test_only_one_process_tidies_up_at_a_time(log: LogBus, beside: asyncpg.Connection) -> None:
    async with beside.transaction():
        await beside.execute("SELECT pg_advisory_xact_lock($1)", TIDYING)
        during = await tidy(log.connection)

    assert [during, await tidy(log.connection)] == [False, True]


async def test_an_idle_listener_asks_a_few_times_a_second(log: LogBus, name: str) -> None:
    await log.ensure([TopicSpec(name, partitions=3)])
    asked = 0

    @asynccontextmanager
    async def counted() -> AsyncIterator[asyncpg.Connection]:
        nonlocal asked
        asked += 1
        async with log.connection() as connection:
            yield connection

    async with LogSubscription(counted, name, [name]) as subscription:
        await subscription.poll(10, 1)
        asked = 0
        await subscription.poll(10, 2)

    assert 4 <= asked <= 14


async def test_the_log_makes_no_spans(log: LogBus, name: str) -> None:
    spans = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    AsyncPGInstrumentor().instrument(tracer_provider=provider)  # type: ignore[no-untyped-call]
    try:
        await log.ensure([TopicSpec(name, partitions=1)])
        await log.send(numbered(name, range(5)))
        async with log.subscribe(name, [name]) as subscription:
            await subscription.poll(10, 0.1)
    finally:
        AsyncPGInstrumentor().uninstrument()  # type: ignore[no-untyped-call]

    assert spans.get_finished_spans() == ()


class Watched(log_reading.LogReading):
    """A reading of records that arrive by a timetable, on a clock that only its pauses move."""

    def __init__(self, arrivals: Sequence[float]) -> None:
        super().__init__(connect=nullcontext, topics=())
        self.now, self.looks, self.delays = 0.0, 0, list[float]()
        self._coming = list(arrivals)

    async def pause(self, seconds: float) -> None:
        self.now += seconds

    async def _refresh(self) -> None:
        """There is one partition for ever."""

    async def _fetch(self, limit: int) -> Batch:
        self.looks += 1
        here = [at for at in self._coming if at <= self.now][:limit]
        self._coming = self._coming[len(here) :]
        self.delays += [self.now - at for at in here]
        return {("sample", 0): [Received("sample", "", b"", (), 0, 0) for _ in here]} if here else {}


async def test_a_record_of_a_busy_flow_is_heard_soon_and_silence_costs_few_looks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    flow = [60 + n * 0.03 for n in range(40)]
    reading = Watched(flow)
    monkeypatch.setattr(log_reading, "time", SimpleNamespace(monotonic=lambda: reading.now))
    monkeypatch.setattr(log_reading, "asyncio", SimpleNamespace(sleep=reading.pause))

    assert await reading.poll(10, 59.9) == {}
    looks = reading.looks
    while len(reading.delays) < len(flow):
        await reading.poll(10, 5)

    assert looks <= 60 / log_reading.IDLE_PAUSE + 20
    assert reading.delays[0] <= log_reading.IDLE_PAUSE
    late = [delay for at, delay in zip(flow, reading.delays, strict=True) if at > 60 + log_reading.IDLE_PAUSE]
    assert max(late) <= log_reading.BUSY_PAUSE + 1e-6


def positions(owners: dict[tuple[str, int], UUID | None]) -> list[Position]:
    return [Position(slot, 1, owner, 1, 0) for slot, owner in owners.items()]


MEMBERS = st.lists(st.uuids(), min_size=1, max_size=6, unique=True)
TOPICS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 7), min_size=1)


@given(members=MEMBERS, topics=TOPICS, data=st.data())
def test_members_that_each_take_their_share_leave_nothing_and_share_evenly(
    members: list[UUID], topics: dict[str, int], data: st.DataObject
) -> None:
    slots = [(topic, partition) for topic, count in topics.items() for partition in range(count)]
    dead = uuid4()
    owners = {slot: data.draw(st.sampled_from([*members, dead, None])) for slot in slots}
    living = {member: list(topics) for member in members}

    for _ in range(2):  # in the first round some only give up what others take in the second
        for me in members:
            moves = share_out(me, living, positions(owners))
            assert all(owners[position.slot] == me for position in moves.release)
            assert all(owners[position.slot] in {None, dead} for position in moves.claim)
            owners |= {position.slot: None for position in moves.release}
            owners |= {position.slot: me for position in moves.claim}

    assert set(owners.values()) <= set(members)
    for topic in topics:
        held = Counter(owner for slot, owner in owners.items() if slot[0] == topic)
        shares = [held[member] for member in members]
        assert max(shares) - min(shares) <= 1


def test_topics_of_one_partition_are_spread_over_the_members() -> None:
    members = [uuid4() for _ in range(3)]
    topics = [f"sample.topic-{n}" for n in range(30)]
    free = positions({(topic, 0): None for topic in topics})

    shares = [len(share_out(me, dict.fromkeys(members, topics), free).claim) for me in members]

    assert sum(shares) == 30
    assert min(shares) >= 3


@given(st.lists(st.tuples(st.text(max_size=20), st.binary(max_size=200)), max_size=10).map(tuple))
def test_headers_come_out_as_they_went_in(headers: tuple[tuple[str, bytes], ...]) -> None:
    assert unpack(pack(headers)) == headers
