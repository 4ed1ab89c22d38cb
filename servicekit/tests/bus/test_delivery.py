"""What the bus promises while nothing breaks, tried on both brokers."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import AsyncExitStack
from typing import TypeAlias

import pytest

from servicekit.bus import (
    Bus,
    Fenced,
    Reader,
    Received,
    Record,
    Subscription,
    TopicSpec,
    UnknownTopic,
    open_bus,
)

Collect: TypeAlias = Callable[[Subscription | Reader, int], Awaitable[list[Received]]]
Consume: TypeAlias = Callable[[Subscription, int], Awaitable[list[Received]]]


def numbered(topic: str, numbers: Iterable[int], keys: int = 10) -> list[Record]:
    """Return one record per number; the key is its last digit."""
    return [Record(topic, f"key-{n % keys}", str(n).encode(), ()) for n in numbers]


def numbers_of(found: Iterable[Received]) -> list[int]:
    return [int(record.value or b"") for record in found]


def by_key(found: Sequence[Received]) -> dict[str, list[int]]:
    order: defaultdict[str, list[int]] = defaultdict(list)
    for record in found:
        order[record.key].append(int(record.value or b""))
    return dict(order)


async def test_records_of_one_key_keep_their_order(bus: Bus, name: str, consume: Consume) -> None:
    await bus.ensure([TopicSpec(name, partitions=4)])
    for start in range(0, 5000, 500):
        assert not any(await bus.send(numbered(name, range(start, start + 500))))

    async with bus.subscribe(name, [name]) as subscription:
        found = await consume(subscription, 5000)

    assert by_key(found) == {f"key-{digit}": list(range(digit, 5000, 10)) for digit in range(10)}


async def test_a_key_always_lands_in_the_same_partition_and_keys_spread(
    bus: Bus, name: str, collect: Collect
) -> None:
    await bus.ensure([TopicSpec(name, partitions=4)])
    await bus.send(numbered(name, range(200), keys=40))

    async with bus.read([name], from_start=True) as reader:
        found = await collect(reader, 200)

    homes = {(record.key, record.partition) for record in found}
    assert len(homes) == 40
    assert {partition for _, partition in homes} == {0, 1, 2, 3}


async def test_a_record_arrives_as_it_was_sent(bus: Bus, name: str, collect: Collect) -> None:
    await bus.ensure([TopicSpec(name, partitions=1)])
    sent = [
        Record(
            name,
            "椒江",
            "公积金".encode(),
            (("ce_type", b"sanzhi.x.v1.Y"), ("中", b"\x00\xff"), ("ce_type", b"")),
        ),
        Record(name, "", b"", ()),
        Record(name, "椒江", None, (("ce_id", b"1"),)),
        Record(name, "nul\x00key", b"\x00" * 300_000, ()),
    ]
    assert await bus.send(sent) == [None] * 4

    async with bus.read([name], from_start=True) as reader:
        found = await collect(reader, 4)

    assert [Record(r.topic, r.key, r.value, r.headers) for r in found] == sent
    assert [record.offset for record in found] == [0, 1, 2, 3]


async def test_members_of_a_group_share_partitions_and_every_group_hears_everything(
    bus: Bus, name: str, collect: Collect
) -> None:
    await bus.ensure([TopicSpec(name, partitions=4)])
    async with AsyncExitStack() as groups:
        first, second, alone = [
            await groups.enter_async_context(bus.subscribe(group, [name]))
            for group in (f"{name}-a", f"{name}-a", f"{name}-b")
        ]
        homes: dict[str, set[int]] = {"first": set(), "second": set()}
        sent = 0
        async with asyncio.timeout(60):
            while [len(home) for home in homes.values()] != [2, 2]:
                await bus.send(numbered(name, range(sent, sent + 40), keys=40))
                sent += 40
                batches = await asyncio.gather(first.poll(500, 0.5), second.poll(500, 0.5))
                for who, batch in zip(homes, batches, strict=True):
                    homes[who] = {partition for _, partition in batch}

        everything = await collect(alone, sent)

    assert homes["first"] | homes["second"] == {0, 1, 2, 3}
    assert sorted(numbers_of(everything)) == list(range(sent))


async def test_a_member_takes_over_what_another_leaves(bus: Bus, name: str, consume: Consume) -> None:
    await bus.ensure([TopicSpec(name, partitions=4)])
    await bus.send(numbered(name, range(100), keys=40))
    async with bus.subscribe(name, [name]) as leaving:
        await consume(leaving, 100)
    await bus.send(numbered(name, range(100, 200), keys=40))

    async with bus.subscribe(name, [name]) as staying:
        found = await consume(staying, 100)

    assert sorted(numbers_of(found)) == list(range(100, 200))


async def test_a_batch_under_way_is_finished_before_its_partition_moves(
    bus: Bus, name: str, collect: Collect, consume: Consume
) -> None:
    await bus.ensure([TopicSpec(name, partitions=2)])
    await bus.send(numbered(name, range(20)))
    async with bus.subscribe(name, [name]) as busy:
        batch = await collect(busy, 20)
        async with bus.subscribe(name, [name]) as joining:
            nothing_yet = await joining.poll(20, 2)
            await busy.commit({(name, record.partition): record.offset + 1 for record in batch})
            await bus.send(numbered(name, range(20, 40)))

            found: list[Received] = []
            async with asyncio.timeout(60):
                while len(found) < 20:
                    for member in (busy, joining):
                        for slot, records in (await member.poll(20, 0.5)).items():
                            found += records
                            await member.commit({slot: records[-1].offset + 1})

    assert nothing_yet == {}
    assert sorted(numbers_of(found)) == list(range(20, 40))


async def test_a_new_group_starts_at_the_earliest_record(bus: Bus, name: str, consume: Consume) -> None:
    await bus.ensure([TopicSpec(name, partitions=2)])
    await bus.send(numbered(name, range(50)))
    async with bus.subscribe(f"{name}-old", [name]) as old:
        await consume(old, 50)

    async with bus.subscribe(f"{name}-new", [name]) as new:
        found = await consume(new, 50)

    assert sorted(numbers_of(found)) == list(range(50))


async def test_a_topic_may_be_made_after_somebody_subscribed_to_it(
    bus: Bus, name: str, consume: Consume
) -> None:
    async with bus.subscribe(name, [name]) as early:
        assert await early.poll(10, 0.1) == {}
        await bus.ensure([TopicSpec(name, partitions=2)])
        await bus.send(numbered(name, range(10)))

        found = await consume(early, 10)

    assert sorted(numbers_of(found)) == list(range(10))


async def test_what_was_sent_while_the_listener_was_away_is_drained_in_order(
    bus: Bus, name: str, consume: Consume
) -> None:
    await bus.ensure([TopicSpec(name, partitions=3)])
    await bus.send(numbered(name, range(100)))
    async with bus.subscribe(name, [name]) as before:
        await consume(before, 100)
    for start in range(100, 3100, 300):
        await bus.send(numbered(name, range(start, start + 300)))

    async with bus.subscribe(name, [name]) as after:
        found = await consume(after, 3000)

    assert by_key(found) == {f"key-{digit}": list(range(100 + digit, 3100, 10)) for digit in range(10)}


async def test_records_of_senders_that_race_are_all_heard(
    bus: Bus, url: str, name: str, consume: Consume
) -> None:
    await bus.ensure([TopicSpec(name, partitions=2)])

    async def send(sender: int) -> None:
        async with open_bus(url, f"sender-{sender}") as own:
            for start in range(0, 500, 25):
                batch = numbered(name, range(sender * 500 + start, sender * 500 + start + 25))
                assert not any(await own.send(batch))

    async with bus.subscribe(name, [name]) as subscription:
        sending = asyncio.gather(*(send(sender) for sender in range(4)))
        found = await consume(subscription, 2000)
        await sending
        nothing = await subscription.poll(10, 0.5)

    assert sorted(numbers_of(found)) == list(range(2000))
    assert nothing == {}


async def test_a_reader_sees_everything_or_what_comes_from_now_on(
    bus: Bus, name: str, collect: Collect
) -> None:
    await bus.ensure([TopicSpec(name, partitions=3)])
    await bus.send(numbered(name, range(30)))

    async with bus.read([name], from_start=True) as whole, bus.read([name], from_start=False) as tail:
        behind = [await whole.behind(), await tail.behind()]
        await bus.send(numbered(name, range(30, 40)))
        seen = [sorted(numbers_of(await collect(whole, 40))), sorted(numbers_of(await collect(tail, 10)))]
        caught_up = [await whole.behind(), await tail.behind()]

    assert behind == [30, 0]
    assert seen == [list(range(40)), list(range(30, 40))]
    assert caught_up == [0, 0]


async def test_a_topic_nobody_made_fails_alone(bus: Bus, name: str) -> None:
    await bus.ensure([TopicSpec(name, partitions=1)])

    results = await bus.send([*numbered(name, [1]), *numbered(f"{name}.other", [2]), *numbered(name, [3])])

    assert [type(result) for result in results] == [type(None), UnknownTopic, type(None)]


async def test_making_a_topic_again_changes_how_it_is_kept_but_not_its_partitions(
    bus: Bus, name: str, collect: Collect
) -> None:
    await bus.ensure([TopicSpec(name, partitions=2, retention_s=3600)])
    await bus.ensure(
        [TopicSpec(name, partitions=2, retention_s=7200), TopicSpec(f"{name}.more", partitions=1)]
    )
    await bus.ensure([TopicSpec(name, partitions=9, compacted=True)])
    await bus.send(numbered(name, range(100), keys=100))

    async with bus.read([name], from_start=True) as reader:
        found = await collect(reader, 100)

    assert {record.partition for record in found} == {0, 1}


async def test_reading_a_state_topic_gives_the_newest_of_each_key(
    bus: Bus, name: str, collect: Collect
) -> None:
    await bus.ensure([TopicSpec(name, partitions=2, compacted=True)])
    await bus.send(numbered(name, range(100)))
    await bus.send([Record(name, "key-3", None, ())])

    copy: dict[str, bytes] = {}
    async with bus.read([name], from_start=True) as reader:
        while await reader.behind():
            for found in (await reader.poll(100, 1)).values():
                for record in found:
                    if record.value is None:
                        copy.pop(record.key, None)
                    else:
                        copy[record.key] = record.value

    assert copy == {f"key-{digit}": f"9{digit}".encode() for digit in range(10) if digit != 3}


async def test_only_what_one_holds_can_be_committed(bus: Bus, name: str, collect: Collect) -> None:
    await bus.ensure([TopicSpec(name, partitions=1)])
    await bus.send(numbered(name, range(5)))

    async with bus.subscribe(name, [name]) as subscription:
        await collect(subscription, 5)
        with pytest.raises(Fenced) as fenced:
            await subscription.commit({(f"{name}.other", 0): 5})
        await subscription.commit({(name, 0): 5})

    assert fenced.value.slots == {(f"{name}.other", 0)}


async def test_an_address_of_neither_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="kafka://"):
        open_bus("amqp://127.0.0.1", "svc-sample")
