"""Who keeps answers hears of changes on either bus."""

import asyncio

from servicekit.bus import Bus, Record, TopicSpec
from servicekit.hot import Answer, Memory, keep_fresh
from servicekit.testing import eventually


async def test_news_on_the_bus_clears_the_memory(bus: Bus, url: str, name: str) -> None:
    memory = Memory()
    topic = TopicSpec(name, partitions=1, compacted=True)
    listening = asyncio.create_task(keep_fresh(memory, url, "test", [topic]))
    try:
        await eventually(lambda: memory.is_fresh, within=30)
        memory.put("/public?", Answer([], b"1", ""), memory.turn)

        assert await bus.send([Record(name, "key", b"2", ())]) == [None]
        await eventually(lambda: memory.get("/public?") is None, within=30)

        assert memory.is_fresh
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
    assert not memory.is_fresh
