"""A member of a group that polls and commits on order, one order a line; killed and frozen by tests."""

import asyncio
import sys

from servicekit.bus import Fenced, Slot, open_bus


async def main(url: str, group: str, topic: str) -> None:
    given: dict[Slot, int] = {}
    async with open_bus(url, "member") as bus, bus.subscribe(group, [topic]) as subscription:
        while order := (await asyncio.to_thread(sys.stdin.readline)).strip():
            answer = "done"
            if order == "poll":
                batch = await subscription.poll(limit=1000, wait=1)
                given |= {slot: records[-1].offset + 1 for slot, records in batch.items()}
                answer = " ".join(
                    (record.value or b"").decode() for records in batch.values() for record in records
                )
            else:
                try:
                    await subscription.commit(given)
                except Fenced:
                    answer = "fenced"
            print(answer, flush=True)  # noqa: T201 - the answer


asyncio.run(main(*sys.argv[1:]))
