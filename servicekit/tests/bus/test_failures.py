"""What the bus promises when processes and brokers fail, tried on both brokers."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

import pytest

from servicekit.bus import Away, Bus, Reader, Received, Record, Subscription, TopicSpec, open_bus

Collect: TypeAlias = Callable[[Subscription | Reader, int], Awaitable[list[Received]]]
Consume: TypeAlias = Callable[[Subscription, int], Awaitable[list[Received]]]
Start: TypeAlias = Callable[[], Awaitable[Any]]


def numbered(topic: str, start: int, end: int) -> list[Record]:
    return [Record(topic, f"key-{n % 5}", str(n).encode(), ()) for n in range(start, end)]


async def all_answers(one: Any, count: int) -> set[str]:
    """Let a member poll until so many records have come."""
    heard: set[str] = set()
    async with asyncio.timeout(60):
        while len(heard) < count:
            heard |= set((await one.ask("poll")).split())
    return heard


async def test_what_a_killed_member_did_not_commit_comes_again(
    bus: Bus, name: str, member: Start, consume: Consume
) -> None:
    await bus.ensure([TopicSpec(name, partitions=2)])
    await bus.send(numbered(name, 0, 20))
    killed = await member()
    await all_answers(killed, 20)
    await killed.ask("commit")
    await bus.send(numbered(name, 20, 40))
    await all_answers(killed, 20)

    killed.kill()

    async with bus.subscribe(name, [name]) as heir:
        found = await consume(heir, 20)
    assert {int(record.value or b"") for record in found} == set(range(20, 40))


async def test_a_member_that_slept_too_long_cannot_move_offsets_back(
    bus: Bus, name: str, member: Start, consume: Consume
) -> None:
    await bus.ensure([TopicSpec(name, partitions=2)])
    await bus.send(numbered(name, 0, 20))
    sleeper = await member()
    await all_answers(sleeper, 20)
    sleeper.freeze()
    async with bus.subscribe(name, [name]) as heir:
        await consume(heir, 20)
        await bus.send(numbered(name, 20, 40))
        await consume(heir, 20)

    sleeper.thaw()
    answer = await sleeper.ask("commit")
    sleeper.kill()

    await bus.send(numbered(name, 40, 50))
    async with bus.subscribe(name, [name]) as later:
        found = await consume(later, 10)
    assert answer == "fenced"
    assert {int(record.value or b"") for record in found} == set(range(40, 50))


async def test_a_member_that_woke_up_goes_on_with_what_is_left(
    bus: Bus, name: str, member: Start, consume: Consume
) -> None:
    await bus.ensure([TopicSpec(name, partitions=2)])
    await bus.send(numbered(name, 0, 20))
    sleeper = await member()
    await all_answers(sleeper, 20)
    sleeper.freeze()
    async with bus.subscribe(name, [name]) as heir:
        await consume(heir, 20)
    await bus.send(numbered(name, 20, 40))

    sleeper.thaw()
    heard = await all_answers(sleeper, 20)

    assert heard == {str(n) for n in range(20, 40)}


async def test_sending_fails_while_the_broker_is_away_and_order_is_kept_when_it_is_back(
    broker: Any, name: str, consume: Consume
) -> None:
    async with open_bus(broker.url, "svc-sample") as bus, open_bus(broker.url, "listener") as ears:
        await bus.ensure([TopicSpec(name, partitions=2)])
        async with ears.subscribe(name, [name]) as subscription:
            before = await bus.send(numbered(name, 0, 10))
            heard = await consume(subscription, 10)

            await broker.go_away()
            during = await bus.send(numbered(name, 10, 20))
            with pytest.raises(Away):
                await bus.ensure([TopicSpec(name, partitions=2)])
            with pytest.raises(Away):
                await asyncio.wait_for(consume(subscription, 10), 30)
            await broker.come_back()

            async with asyncio.timeout(30):
                while any(await bus.send(numbered(name, 10, 20))):
                    await asyncio.sleep(0.1)
            heard += await hear_through(subscription, consume)

    assert before == [None] * 10
    assert all(isinstance(result, Away) for result in during)
    for key in range(5):
        order = [int(record.value or b"") for record in heard if record.key == f"key-{key}"]
        assert list(dict.fromkeys(order)) == [key, key + 5, key + 10, key + 15]


async def test_what_was_given_up_does_not_arrive_behind_what_was_sent_since(
    broker: Any, name: str, collect: Collect
) -> None:
    async with open_bus(broker.url, "svc-sample") as frozen, open_bus(broker.url, "svc-sample") as next_one:
        await frozen.ensure([TopicSpec(name, partitions=1)])
        await frozen.send(numbered(name, 0, 1))
        await broker.go_away()
        given_up = await frozen.send(numbered(name, 1, 2))
        await broker.come_back()
        async with asyncio.timeout(30):
            while any(await next_one.send(numbered(name, 2, 3))):
                await asyncio.sleep(0.1)

        async with next_one.read([name], from_start=True) as reader:
            found = await collect(reader, 2)
            behind = await reader.poll(10, 2)

    assert [type(result) for result in given_up] == [Away]
    assert [record.value for record in found] == [b"0", b"2"]
    assert behind == {}


async def hear_through(subscription: Subscription, consume: Consume) -> list[Received]:
    """Listen on, though the first polls may find the broker away."""
    async with asyncio.timeout(60):
        while True:
            try:
                return await consume(subscription, 10)
            except Away:
                await asyncio.sleep(0.1)


async def test_a_bus_may_be_opened_before_its_broker_is_there(broker: Any, name: str) -> None:
    await broker.go_away()
    async with open_bus(broker.url, "svc-sample") as bus:
        with pytest.raises(Away):
            await bus.ensure([TopicSpec(name, partitions=1)])
        with pytest.raises(Away):
            async with bus.subscribe(name, [name]):
                pass
        await broker.come_back()

        await bus.ensure([TopicSpec(name, partitions=1)])
        assert await bus.send(numbered(name, 0, 1)) == [None]
