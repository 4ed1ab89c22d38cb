"""Measures the whole suite on this machine: start, memory, writes of one case, and events from outbox to inbox.

    python bench/suite/run.py            # the durable log
    python bench/suite/run.py --kafka    # a Kafka of its own

Results go to bench/results/suite-<adapter>.json. Run it on a quiet machine.
"""

import asyncio
import importlib.util
import json
import os
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

from sqlalchemy import text

from servicekit.clock import utc_now
from servicekit.db import connect
from servicekit.outbox import Outbox
from svc_catalog.items.service import all_items

ROOT = Path(__file__).parents[2]
SPEC = importlib.util.spec_from_file_location("city", ROOT / "tests-contract" / "conftest.py")
city_module = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(city_module)

SECONDS, CLIENTS, ROUNDS = 10, 4, 20
#: Everybody who hears of items.
LISTENERS = ("svc_catalog", "svc_filing", "svc_helpdesk", "svc_kiosk", "svc_map")


def memory(pid):
    """Proportional set size of a process and all below it, in MB."""
    waiting, total = [pid], 0
    while waiting:
        one = waiting.pop()
        try:
            for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
            for task in Path(f"/proc/{one}/task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
        except OSError:
            continue
    return round(total / 1024)


async def ask(city, database, query):
    engine, sessions = connect(city.suite.database_url(database))
    try:
        async with sessions() as session:
            return list((await session.execute(text(query))).all())
    finally:
        await engine.dispose()


def started(city):
    began = time.monotonic()
    city.start()
    return round(time.monotonic() - began, 1)


def writes(city):
    """Whole applications per second: identity, three sources, rule, document, three events, one transaction."""
    browsers = [city.resident("lin-xiao") for _ in range(CLIENTS)]
    stop, took = time.monotonic() + SECONDS, []

    def file(browser):
        while time.monotonic() < stop:
            began = time.monotonic()
            browser.apply()
            took.append(time.monotonic() - began)

    threads = [threading.Thread(target=file, args=(browser,)) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    cuts = statistics.quantiles(took, n=100)
    return {
        "clients": CLIENTS,
        "cases_per_s": round(len(took) / SECONDS, 1),
        "p50_ms": round(cuts[49] * 1000),
        "p99_ms": round(cuts[98] * 1000),
    }


async def announce(city):
    """Queue every item ROUNDS times over in one transaction; return how many events."""
    engine, sessions = connect(city.suite.database_url("svc_catalog"))
    try:
        async with sessions.begin() as session:
            outbox, count = Outbox(session, utc_now()), 0
            for _ in range(ROUNDS):
                async for event in all_items(session):
                    outbox.repeat(event)
                    count += 1
    finally:
        await engine.dispose()
    return count


def flood(city):
    """Many events at once: how many of them reach each listener's inbox per second, from the commit on."""
    heard = "select count(*) as n from inbox where type like '%ItemChanged'"
    before = {name: asyncio.run(ask(city, name, heard))[0].n for name in LISTENERS}
    events = asyncio.run(announce(city))
    began = time.monotonic()
    wanted = {name: before[name] + events for name in LISTENERS}
    while any(asyncio.run(ask(city, name, heard))[0].n < wanted[name] for name in LISTENERS):
        time.sleep(0.2)
    took = time.monotonic() - began
    return {
        "events": events,
        "listeners": len(LISTENERS),
        "all_heard_after_s": round(took, 2),
        "events_per_s": round(events / took),
        "handled_per_s": round(events * len(LISTENERS) / took),
    }


def lag(city):
    """Single changes, one every tenth of a second: from the change to its effect in another service."""
    operator = city.staff("city-admin")
    since = asyncio.run(ask(city, "svc_catalog", "select clock_timestamp()::text as moment"))[0].moment
    for _ in range(40):
        for act in ("suspend", "publish"):
            operator.post(f"/catalog/v1/items/331022-jj-11/{act}", headers={"if-match": "*"})
            time.sleep(0.1)
    time.sleep(2)
    sent = asyncio.run(
        ask(city, "svc_catalog", f"select event_id, occurred_at from outbox where occurred_at > '{since}'")
    )
    at = {row.event_id: row.occurred_at for row in sent}
    heard = asyncio.run(ask(city, "svc_helpdesk", "select event_id, handled_at from inbox"))
    lags = sorted(
        (row.handled_at - at[row.event_id]).total_seconds() * 1000 for row in heard if row.event_id in at
    )
    cuts = statistics.quantiles(lags, n=100)
    return {"n": len(lags), "p50_ms": round(cuts[49]), "p99_ms": round(cuts[98])}


def main():
    arguments = [argument for argument in sys.argv[1:] if argument == "--kafka"]
    adapter = "kafka" if arguments else "log"
    with tempfile.TemporaryDirectory(prefix="sanzhi-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        city = city_module.City(folder, *arguments)
        try:
            result = {"adapter": adapter, "cores": os.cpu_count(), "first_start_s": started(city)}
            city.stop()
            result["second_start_s"] = started(city)
            result["memory_idle_mb"] = memory(city.process.pid)
            time.sleep(3)
            result["writes_of_one_case"] = writes(city)
            result["outbox_to_inbox"] = flood(city)
            result["lag_of_single_changes"] = lag(city)
            result["memory_after_mb"] = memory(city.process.pid)
        finally:
            city.stop()
    result["measured_at"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    target = ROOT / "bench" / "results" / f"suite-{adapter}.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
