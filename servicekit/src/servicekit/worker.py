"""The other half of a service: sends what it announces, hears what others do, keeps its deadlines."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta

from servicekit import audit
from servicekit.bus import Away, Fenced, Received, Subscription, open_bus
from servicekit.clock import Clock
from servicekit.consumer import Consumers, Outcome, Patience
from servicekit.db import SessionMaker, connect, finds
from servicekit.events import Delivery, delivery
from servicekit.http import open_http
from servicekit.relay import WAITING, relay_once, sweep
from servicekit.service import Service, specs
from servicekit.settings import ServiceSettings
from servicekit.telemetry import DEADLINES_RUN, EVENTS_HEARD, EVENTS_SENT
from servicekit.tools import Tools, vault_of

log = logging.getLogger(__name__)

# Every event of a poll may fail for as long as patience lasts; together they stay below the
# time after which a broker takes a member for dead (Kafka's max.poll.interval, 300 s).
BATCH = 300
SHORTEST, LONGEST = 0.005, 0.2  # seconds between two looks
SWEEP = timedelta(hours=1)


async def work(service: Service, settings: ServiceSettings) -> None:
    """Relay, listen and keep deadlines until cancelled; whatever fails is begun again."""
    engine, sessions = connect(settings.database_url.get_secret_value(), settings.database_pool)
    clock = service.clock(settings)
    patience = Patience(total=settings.event_patience)
    try:
        async with open_http() as http, asyncio.TaskGroup() as tasks:
            sessions.configure(info={"tools": Tools(settings, clock, http, vault_of(settings))})
            tasks.create_task(forever(lambda: keep_relaying(service, settings, sessions, clock)))
            if service.consumers.topics:
                tasks.create_task(forever(lambda: keep_listening(service, settings, sessions, patience)))
            tasks.create_task(forever(lambda: keep_deadlines(service, sessions, clock)))
            tasks.create_task(forever(lambda: keep_house(sessions)))
    finally:
        await engine.dispose()


async def forever(task: Callable[[], Awaitable[None]]) -> None:
    """Begin `task` again whenever it fails, more slowly each time."""
    pause = 0.1
    while True:
        began = asyncio.get_running_loop().time()
        try:
            await task()
        except Exception as error:  # noqa: BLE001 - the database or the bus may be away in any way
            log.warning("begun again: %s", type(error).__qualname__)
        if asyncio.get_running_loop().time() - began > 30:  # noqa: PLR2004 - it had worked
            pause = 0.1
        await asyncio.sleep(pause)
        pause = min(pause * 2, 2.0)


async def keep_relaying(
    service: Service, settings: ServiceSettings, sessions: SessionMaker, clock: Clock
) -> None:
    """Empty the outbox again and again, more slowly while there is nothing to do."""
    pause = SHORTEST
    async with open_bus(settings.bus_url.get_secret_value(), client_id=service.name) as bus:
        await bus.ensure(specs(service.publishes))
        while True:
            sent = 0
            if await finds(sessions, WAITING):
                sent = await relay_once(sessions, bus, source=service.name, clock=clock)
                EVENTS_SENT.add(sent)
            pause = SHORTEST if sent else min(pause * 2, LONGEST)
            await asyncio.sleep(pause)


async def keep_listening(
    service: Service, settings: ServiceSettings, sessions: SessionMaker, patience: Patience
) -> None:
    """Hear what the service listens to; offsets move after the database has the effects."""
    async with (
        open_bus(settings.bus_url.get_secret_value(), client_id=service.name) as bus,
        bus.subscribe(service.name, service.consumers.topics) as subscription,
    ):
        while True:
            await hear_once(subscription, service.consumers, sessions, patience)


async def hear_once(
    subscription: Subscription, consumers: Consumers, sessions: SessionMaker, patience: Patience
) -> int:
    """Handle one poll; return how many events came."""
    try:
        batches = await subscription.poll(limit=BATCH, wait=0.5)
    except Away:
        await asyncio.sleep(LONGEST)
        return 0
    if not batches:
        return 0
    await hear(consumers, [deliveries(records) for records in batches.values()], sessions, patience)
    try:
        await subscription.commit(next_offsets(batches))
    except (Away, Fenced) as error:
        # What was not committed comes again, and the inbox knows it.
        log.info("not committed: %s", type(error).__name__)
    return sum(len(records) for records in batches.values())


async def hear(
    consumers: Consumers, batches: Sequence[Sequence[Delivery]], sessions: SessionMaker, patience: Patience
) -> None:
    """Handle events in one transaction; if one of them fails, each partition's for itself, all at once.

    Partitions that wrote at once would wait for each other where they touch the same rows.
    """
    everything = [event for events in batches for event in events]
    if len(batches) > 1:
        outcomes = await consumers.dispatch_together(everything, sessions, patience)
        if outcomes is not None:
            count(everything, outcomes)
            return
    async with asyncio.TaskGroup() as tasks:
        under_way = [
            tasks.create_task(consumers.dispatch_batch(events, sessions, patience)) for events in batches
        ]
    for events, done in zip(batches, under_way, strict=True):
        count(events, done.result())


def count(events: Sequence[Delivery], outcomes: Sequence[Outcome]) -> None:
    """Count what became of events."""
    for event, outcome in zip(events, outcomes, strict=True):
        EVENTS_HEARD.add(1, {"topic": event.topic, "outcome": outcome.value})


def deliveries(records: Sequence[Received]) -> list[Delivery]:
    """Return the events of one partition; what is no event is left out."""
    events: list[Delivery] = []
    for record in records:
        event = delivery(record.topic, record.key, record.headers, record.value)
        if event is None:
            log.warning("not a CloudEvent, skipped: %s/%s/%s", record.topic, record.partition, record.offset)
        else:
            events.append(event)
    return events


def next_offsets(batches: Mapping[tuple[str, int], Sequence[Received]]) -> dict[tuple[str, int], int]:
    """Return where each partition goes on."""
    return {place: records[-1].offset + 1 for place, records in batches.items()}


async def keep_deadlines(service: Service, sessions: SessionMaker, clock: Clock) -> None:
    """Run what is due, and look again soon."""
    latest: datetime | None = None
    while True:
        now = clock()
        if latest is None or now < latest:
            await service.jobs.begin(sessions, clock)
        latest = now
        ran = await finds(sessions, service.jobs.due(now)) and await service.jobs.run_due(sessions, clock)
        DEADLINES_RUN.add(int(ran))
        await asyncio.sleep(0 if ran else LONGEST)


async def keep_house(sessions: SessionMaker) -> None:
    """Chain the audit as it grows, and forget what nobody needs."""
    swept = -SWEEP.total_seconds()
    while True:
        if await finds(sessions, audit.UNCHAINED):
            await audit.chain(sessions)
        now = asyncio.get_running_loop().time()
        if now - swept > SWEEP.total_seconds():
            await sweep(sessions)
            swept = now
        await asyncio.sleep(1)
