"""What only the adapter to Kafka has to prove: the settings it makes, and aiokafka's traps avoided."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

import pytest
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import RequestTimedOutError

from servicekit.bus import Away, Fenced, Reader, Received, Record, Subscription, TopicSpec, open_bus
from servicekit.bus.kafka import send_in_order

Collect: TypeAlias = Callable[[Subscription | Reader, int], Awaitable[list[Received]]]
Consume: TypeAlias = Callable[[Subscription, int], Awaitable[list[Received]]]


def numbered(topic: str, numbers: range) -> list[Record]:
    return [Record(topic, f"key-{n % 5}", str(n).encode(), ()) for n in numbers]


async def settings_of(kafka: str, topic: str) -> dict[str, str]:
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    try:
        await admin.start()
        asked = {"cleanup.policy": None, "retention.ms": None}
        (answer,) = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, topic, asked)])
    finally:
        await admin.close()
    return {setting: value for *_, entries in answer.resources for setting, value, *_ in entries}


async def test_topics_are_kept_as_their_owner_says(kafka: str, name: str) -> None:
    async with open_bus(f"kafka://{kafka}", "svc-sample") as bus:
        await bus.ensure(
            [TopicSpec(name, 2, retention_s=3600), TopicSpec(f"{name}.state", 1, compacted=True)]
        )
        first = await settings_of(kafka, name)
        await bus.ensure([TopicSpec(name, 2, retention_s=7200)])
        async with asyncio.timeout(10):
            while (second := await settings_of(kafka, name)) == first:
                await asyncio.sleep(0.05)

    assert first == {"cleanup.policy": "delete", "retention.ms": "3600000"}
    assert second == {"cleanup.policy": "delete", "retention.ms": "7200000"}
    assert await settings_of(kafka, f"{name}.state") == {"cleanup.policy": "compact", "retention.ms": "-1"}


async def test_what_was_delivered_before_a_rebalance_cannot_be_committed_after_it(
    kafka: str, name: str, collect: Collect, consume: Consume
) -> None:
    async with open_bus(f"kafka://{kafka}", "svc-sample") as bus:
        await bus.ensure([TopicSpec(name, 2)])
        await bus.send(numbered(name, range(20)))
        async with bus.subscribe(name, [name]) as slow:
            given = await collect(slow, 20)
            async with bus.subscribe(name, [name]) as quick:
                moved = {record.partition for record in await consume(quick, 1)}
            async with asyncio.timeout(30):
                while len(slow._consumer.assignment()) < 2:  # type: ignore[attr-defined]
                    await asyncio.sleep(0.05)

            with pytest.raises(Fenced):
                await slow.commit({(name, 0): 1, (name, 1): 1})

            kept = [record for record in given if record.partition not in moved]
            again = await consume(slow, len(kept))
            nothing = await slow.poll(20, 0.5)

    assert len(moved) == 1
    assert again == kept
    assert nothing == {}


async def test_a_member_that_the_broker_has_thrown_out_cannot_commit_into_the_empty_group(
    kafka: str, name: str, collect: Collect, consume: Consume
) -> None:
    async with open_bus(f"kafka://{kafka}", "svc-sample") as bus:
        await bus.ensure([TopicSpec(name, 1)])
        await bus.send(numbered(name, range(10)))
        async with bus.subscribe(name, [name]) as slow:
            await collect(slow, 10)
            await slow._consumer._coordinator._maybe_leave_group()  # type: ignore[attr-defined]

            with pytest.raises(Fenced):
                await slow.commit({(name, 0): 5})

            again = await consume(slow, 10)

    assert [record.offset for record in again] == list(range(10))


class FullBatch:
    """A batch of two records."""

    def __init__(self) -> None:
        self.values: list[bytes | None] = []

    def append(self, *, value: bytes | None, **_: object) -> object:
        if len(self.values) == 2:
            return None
        self.values.append(value)
        return value


class FailingProducer:
    """A producer whose second batch fails."""

    def __init__(self) -> None:
        self.sent: list[list[bytes | None]] = []

    create_batch = FullBatch

    async def send_batch(self, batch: FullBatch, *_: Any, **__: Any) -> asyncio.Future[None]:
        self.sent.append(batch.values)
        answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if len(self.sent) == 2:
            answer.set_exception(RequestTimedOutError())
        else:
            answer.set_result(None)
        return answer


async def test_nothing_is_sent_behind_a_batch_that_failed() -> None:
    producer = FailingProducer()
    records = numbered("sample.one", range(7))
    results: list[BaseException | None] = [Away()] * 7

    lane = deque((index, record.key.encode()) for index, record in enumerate(records))
    await send_in_order(producer, ("sample.one", 0), lane, records, results)

    assert producer.sent == [[b"0", b"1"], [b"2", b"3"]]
    assert [type(result) for result in results] == [type(None)] * 2 + [RequestTimedOutError] * 5
