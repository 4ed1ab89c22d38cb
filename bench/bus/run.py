"""How fast the bus is on both brokers, in one run on one machine: `.venv/bin/python bench/bus/run.py`.

Starts a PostgreSQL with real fsync and a Kafka, both thrown away afterwards, and
writes bench/results/bus.json. Per broker, one process measures: sending alone,
polling and committing alone, both at once, and the lag of a steady flow from the
call of `send` to the return of `poll`. Records look like our events: 36 letters of
key, eight headers, 200 bytes of Protobuf; batches of 500, as the relay sends them.
"""

import asyncio
import json
import os
import platform
import shutil
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles
from uuid import uuid4

from sanzhi_cli.kafka import Kafka
from sanzhi_cli.postgres import Postgres
from servicekit.bus import Bus, Record, TopicSpec, open_bus

EVENTS = 50_000
BATCH = 500
PARTITIONS = 6
STEADY_RATE, STEADY_SECONDS = 2_000, 5
RESULTS = Path(__file__).resolve().parents[1] / "results" / "bus.json"

HEADERS = (
    ("ce_specversion", b"1.0"),
    ("ce_id", b"0193a4c2-7d7e-7b1c-9a3f-2f4a6c8e0b1d"),
    ("ce_source", b"/svc-hallmetrics"),
    ("ce_type", b"sanzhi.hallmetrics.v1.TicketTaken"),
    ("ce_time", b"2026-11-23T04:00:00.000000+00:00"),
    ("ce_sequence", b"1"),
    ("content-type", b"application/protobuf"),
    ("traceparent", b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
)


def events(topic: str, count: int) -> list[list[Record]]:
    keys = [str(uuid4()) for _ in range(count // 20)]
    body = os.urandom(200)
    made = [Record(topic, keys[n % len(keys)], body, HEADERS) for n in range(count)]
    return [made[start : start + BATCH] for start in range(0, count, BATCH)]


async def send(bus: Bus, batches: list[list[Record]]) -> float:
    started = time.perf_counter()
    for batch in batches:
        failed = [result for result in await bus.send(batch) if result is not None]
        if failed:
            raise failed[0]
    return time.perf_counter() - started


async def hear(bus: Bus, topic: str, count: int) -> float:
    async with bus.subscribe(f"bench-{topic}", [topic]) as subscription:
        heard, started = 0, 0.0
        while heard < count:
            batch = await subscription.poll(BATCH, 1)
            started = started or time.perf_counter()  # joining the group does not count
            if batch:
                await subscription.commit({slot: found[-1].offset + 1 for slot, found in batch.items()})
                heard += sum(len(found) for found in batch.values())
        return time.perf_counter() - started


async def lags(bus: Bus, topic: str, rate: int) -> list[float]:
    """Return the lag of every record of a steady flow, in seconds, without those of its first second."""
    count = rate * STEADY_SECONDS
    tick = 0.01
    found: list[float] = []

    async def flow() -> None:
        started = time.perf_counter()
        for turn in range(int(STEADY_SECONDS / tick)):
            await asyncio.sleep(max(0.0, started + turn * tick - time.perf_counter()))
            now = str(time.perf_counter()).encode()
            await bus.send([Record(topic, f"{turn}-{n}", now, HEADERS) for n in range(int(rate * tick))])

    async with bus.subscribe(f"bench-{topic}", [topic]) as subscription:
        await subscription.poll(1, 3)  # joined
        flowing = asyncio.create_task(flow())
        while len(found) < count:
            batch = await subscription.poll(BATCH, 1)
            now = time.perf_counter()
            found += [now - float(record.value or 0) for records in batch.values() for record in records]
            if batch:
                await subscription.commit({slot: records[-1].offset + 1 for slot, records in batch.items()})
        await flowing
    return found[rate:]


async def measure(url: str) -> dict[str, float]:
    async with open_bus(url, "bench") as bus:
        topics = ["bench.alone", "bench.both", "bench.steady"]
        await bus.ensure([TopicSpec(topic, PARTITIONS, retention_s=3600) for topic in topics])
        alone, both = events(topics[0], EVENTS), events(topics[1], EVENTS)
        await bus.send([Record(topics[0], "warm", b"", ())])
        sending = await send(bus, alone)
        polling = await hear(bus, topics[0], EVENTS)
        started = time.perf_counter()
        await asyncio.gather(send(bus, both), hear(bus, topics[1], EVENTS))
        together = time.perf_counter() - started
        delays = sorted(await lags(bus, topics[2], STEADY_RATE))
    percentiles = quantiles(delays, n=100)
    return {
        "sent_per_s": round(EVENTS / sending),
        "polled_and_committed_per_s": round(EVENTS / polling),
        "through_per_s": round(EVENTS / together),
        "steady_rate_per_s": STEADY_RATE,
        "lag_p50_ms": round(percentiles[49] * 1000, 2),
        "lag_p99_ms": round(percentiles[98] * 1000, 2),
    }


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="sanzhi-bench-"))
    folder.chmod(0o711)  # as root, PostgreSQL runs as somebody else
    postgres, kafka = Postgres(folder / "postgres"), Kafka(folder / "kafka")
    try:
        postgres.start()
        log = asyncio.run(measure(postgres.add_service("bus", "bench")))
        postgres.stop()
        real = asyncio.run(measure(f"kafka://{kafka.start()}"))
    finally:
        postgres.stop()
        kafka.stop()
        shutil.rmtree(folder)
    result = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            "system": platform.system(),
        },
        "events": EVENTS,
        "log": log,
        "kafka": real,
        "log_to_kafka": {
            "through": round(log["through_per_s"] / real["through_per_s"], 2),
            "lag_p99": round(log["lag_p99_ms"] / real["lag_p99_ms"], 2),
        },
    }
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(result, indent=2) + "\n")
    print(RESULTS.read_text())


if __name__ == "__main__":
    main()
