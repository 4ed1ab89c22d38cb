"""From the outbox to the inbox: nothing lost, nothing twice, each thing's events in order."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest
from google.protobuf.wrappers_pb2 import StringValue
from opentelemetry.sdk.trace import TracerProvider
from sqlalchemy import select, text

from servicekit import Service
from servicekit.bus import Record
from servicekit.clock import utc_now
from servicekit.consumer import Outcome, Patience
from servicekit.db import SessionMaker
from servicekit.deadlines import MOST_ATTEMPTS, DeadlineRow, Deadlines
from servicekit.events import Event, delivery
from servicekit.outbox import LARGEST_BODY, EventTooLarge, Outbox
from servicekit.parking import ParkedEvent, replay
from servicekit.relay import relay_once
from servicekit.testing import StoppedClock, delivery_of
from servicekit.worker import hear

HASTE = Patience(total=0.3, pause=0.05)
TOPIC = "sample.wish"


class FlakyBus:
    """A bus that refuses what it is told to refuse, and what follows about the same thing."""

    def __init__(self, *refused: bytes) -> None:
        self.refused = set(refused)
        self.taken: list[Record] = []

    async def send(self, records: Sequence[Record]) -> list[BaseException | None]:
        results: list[BaseException | None] = []
        held: set[str] = set()
        for record in records:
            bad = record.key in held or any(word in (record.value or b"") for word in self.refused)
            if bad:
                held.add(record.key)
            results.append(ConnectionError() if bad else None)
            if not bad:
                self.taken.append(record)
        return results


async def queue(sessions: SessionMaker, *events: Event) -> None:
    async with sessions.begin() as session:
        await Outbox(session, utc_now()).announce_many(list(events))


def event(key: str, version: int, word: str) -> Event:
    return Event(TOPIC, key, version, StringValue(value=word))


async def test_an_event_is_sent_once_with_its_envelope(real_sessions: SessionMaker) -> None:
    bus = FlakyBus()
    with TracerProvider().get_tracer("t").start_as_current_span("cause") as span:
        await queue(real_sessions, event("k", 1, "peace"))

    assert await relay_once(real_sessions, bus, source="svc-sample") == 1
    assert await relay_once(real_sessions, bus, source="svc-sample") == 0

    (record,) = bus.taken
    arrived = delivery(record.topic, record.key, record.headers, record.value)
    assert arrived is not None
    assert (arrived.type, arrived.source) == ("google.protobuf.StringValue", "/svc-sample")
    assert f"{span.get_span_context().trace_id:032x}" in arrived.trace["traceparent"]


async def test_what_follows_a_failed_send_waits_and_other_things_go_on(real_sessions: SessionMaker) -> None:
    bus = FlakyBus(b"one")
    await queue(real_sessions, event("k", 1, "one"), event("k", 2, "two"), event("other", 1, "three"))

    sent = await relay_once(real_sessions, bus, source="s")
    bus.refused.clear()
    later = await relay_once(real_sessions, bus, source="s")

    words = [StringValue.FromString(record.value or b"").value for record in bus.taken]
    assert [sent, later] == [1, 2]
    assert words == ["three", "one", "two"]


async def test_an_event_that_no_broker_takes_is_refused_where_it_is_caused(
    real_sessions: SessionMaker,
) -> None:
    bus = FlakyBus()

    with pytest.raises(EventTooLarge):
        await queue(real_sessions, event("k", 1, "small"), event("k", 2, "x" * LARGEST_BODY))

    assert await relay_once(real_sessions, bus, source="s") == 0


async def test_a_row_that_commits_late_is_sent_all_the_same(real_sessions: SessionMaker) -> None:
    bus = FlakyBus()
    async with real_sessions() as slow:
        await slow.begin()
        await Outbox(slow, utc_now()).announce_many([event("slow", 1, "slow")])
        await queue(real_sessions, event("fast", 1, "fast"))
        first = await relay_once(real_sessions, bus, source="s")
        await slow.commit()
    second = await relay_once(real_sessions, bus, source="s")

    assert [first, second] == [1, 1]


async def test_one_relay_at_a_time(real_sessions: SessionMaker) -> None:
    await queue(real_sessions, event("k", 1, "one"))
    async with real_sessions.begin() as other:
        await other.execute(text("select pg_advisory_xact_lock(70031)"))

        assert await relay_once(real_sessions, FlakyBus(), source="s") == 0


async def heard(sessions: SessionMaker) -> dict[str, int]:
    async with sessions() as session:
        rows = (await session.execute(text("select text, times from heard"))).all()
        return {row.text: row.times for row in rows}


async def test_a_repeat_has_no_second_effect(service: Service, real_sessions: SessionMaker) -> None:
    one = delivery_of(TOPIC, "k", StringValue(value="peace"))

    outcomes = [await service.consumers.dispatch(one, real_sessions) for _ in range(2)]
    together = await service.consumers.dispatch_batch([one, one], real_sessions)

    assert outcomes == [Outcome.HANDLED, Outcome.REPEATED]
    assert together == [Outcome.REPEATED, Outcome.REPEATED]
    assert await heard(real_sessions) == {"peace": 1}


async def test_a_poison_event_is_parked_with_its_followers_and_other_keys_go_on(
    service: Service, real_sessions: SessionMaker
) -> None:
    batch = [
        delivery_of(TOPIC, "k", StringValue(value="bad")),
        delivery_of(TOPIC, "k", StringValue(value="after")),
        delivery_of(TOPIC, "other", StringValue(value="fine")),
    ]

    outcomes = await service.consumers.dispatch_batch(batch, real_sessions, HASTE)

    assert outcomes == [Outcome.PARKED, Outcome.PARKED, Outcome.HANDLED]
    assert await heard(real_sessions) == {"fine": 1}
    async with real_sessions() as session:
        parked = (await session.scalars(select(ParkedEvent).order_by(ParkedEvent.seq))).all()
    assert [row.error for row in parked] == ["ValueError", "waits behind its key"]


async def test_a_poison_event_holds_up_nothing_of_other_partitions(
    service: Service, real_sessions: SessionMaker
) -> None:
    bad, after, fine, twice = (
        delivery_of(TOPIC, key, StringValue(value=word))
        for key, word in (("k", "bad"), ("k", "after"), ("other", "fine"), ("third", "twice"))
    )

    await hear(service.consumers, [[bad, after], [fine], [twice, twice]], real_sessions, HASTE)

    assert await heard(real_sessions) == {"fine": 1, "twice": 1}
    async with real_sessions() as session:
        parked = (await session.scalars(select(ParkedEvent).order_by(ParkedEvent.seq))).all()
    assert [row.event_id for row in parked] == [bad.id, after.id]


async def test_what_comes_with_one_poll_is_one_transaction(
    service: Service, real_sessions: SessionMaker
) -> None:
    words = [delivery_of(TOPIC, key, StringValue(value=key)) for key in "abc"]

    await hear(service.consumers, [[word] for word in words], real_sessions, HASTE)

    async with real_sessions() as session:
        transactions = await session.scalars(text("select distinct xmin::text from heard"))
    assert len(transactions.all()) == 1
    assert await heard(real_sessions) == {"a": 1, "b": 1, "c": 1}


async def test_who_comes_late_in_a_batch_of_failures_is_waited_for_less(
    service: Service, real_sessions: SessionMaker
) -> None:
    batch = [delivery_of(TOPIC, str(number), StringValue(value="bad")) for number in range(30)]
    loop, patience = asyncio.get_running_loop(), Patience(total=0.4, pause=0.05, batch=0.4)
    began = loop.time()

    outcomes = await service.consumers.dispatch_batch(batch, real_sessions, patience)

    assert outcomes == [Outcome.PARKED] * 30
    assert loop.time() - began < 30 * patience.total / 2


async def test_replay_stops_a_key_at_its_first_failure_and_drains_it_in_order(
    service: Service, real_sessions: SessionMaker
) -> None:
    for word in ("bad", "after", "last"):
        await service.consumers.dispatch(
            delivery_of(TOPIC, "k", StringValue(value=word)), real_sessions, HASTE
        )

    stuck = await replay(real_sessions, service.consumers.handle)
    async with real_sessions.begin() as session:
        row = await session.scalar(select(ParkedEvent).order_by(ParkedEvent.seq).limit(1))
        assert row is not None
        row.body = StringValue(value="mended").SerializeToString()
    drained = await replay(real_sessions, service.consumers.handle)

    assert stuck == (0, 3)
    assert drained == (3, 0)
    assert await heard(real_sessions) == {"mended": 1, "after": 1, "last": 1}


async def test_a_body_that_is_not_the_message_is_parked(
    service: Service, real_sessions: SessionMaker
) -> None:
    broken = delivery_of(TOPIC, "k", StringValue(value="x"))
    object.__setattr__(broken, "body", b"\xff\xff\xff")

    assert await service.consumers.dispatch(broken, real_sessions, HASTE) == Outcome.PARKED


async def test_a_tombstone_removes_the_copy(service: Service, real_sessions: SessionMaker) -> None:
    await service.consumers.dispatch(delivery_of(TOPIC, "k", StringValue(value="k")), real_sessions)
    gone = delivery(TOPIC, "k", [("ce_id", b"0192d3a0-0000-7000-8000-000000000001")], None)
    assert gone is not None

    assert await service.consumers.dispatch(gone, real_sessions) == Outcome.HANDLED
    assert await heard(real_sessions) == {}


async def test_what_is_not_for_us_is_passed_over(service: Service, real_sessions: SessionMaker) -> None:
    elsewhere = delivery_of(TOPIC, "k", StringValue(value="x"))
    object.__setattr__(elsewhere, "type", "sanzhi.elsewhere.v1.Thing")

    assert await service.consumers.dispatch_batch([elsewhere], real_sessions) == [Outcome.NOT_OURS]


async def test_a_deadline_comes_once_and_may_set_the_next(
    service: Service, real_sessions: SessionMaker, clock: StoppedClock
) -> None:
    async with real_sessions.begin() as session:
        await Deadlines(session).set("wish.lapse", "again", clock.at)
        await Deadlines(session).set("wish.lapse", "early", clock.at + timedelta(hours=1))

    assert await service.jobs.run_due(real_sessions, clock) == 1
    assert await service.jobs.run_due(real_sessions, clock) == 0
    clock.move(days=2)
    assert await service.jobs.run_due(real_sessions, clock) == 2
    assert set(await heard(real_sessions)) == {"lapsed again", "lapsed early", "lapsed later"}


async def test_a_failing_job_comes_again_and_is_parked_in_the_end(
    service: Service, real_sessions: SessionMaker, clock: StoppedClock
) -> None:
    async with real_sessions.begin() as session:
        await Deadlines(session).set("wish.lapse", "fails", clock.at)

    for _ in range(MOST_ATTEMPTS + 2):
        await service.jobs.run_due(real_sessions, clock)
        clock.move(minutes=10)

    async with real_sessions() as session:
        row = await session.scalar(select(DeadlineRow))
    assert row is not None
    assert (row.attempts, row.error) == (MOST_ATTEMPTS, "ValueError")
    assert row.parked_at is not None
