"""An import of 100,000 items and a half-year round of 10,000 proposals: how fast, and how much memory.

    .venv/bin/python bench/bulk/run.py [--items 100000] [--proposals 10000]

svc-catalog runs as one process (HTTP, events and jobs) on its own PostgreSQL; 100,000 implementation
items stand there already. The import sends every one of them as a line of JSON with a new telephone,
2,000 lines a request, then checks row by row and drafts all of it as one amendment. The round takes
10,000 proposals with a test record each, 500 a request, is counted, decided in one act and published.
Memory is the process's own (Pss), looked at ten times a second; flat means that the peak over the second half of the
rows is no higher than over the first. Writes bench/results/bulk.json.
"""

import argparse
import asyncio
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import asyncpg
import httpx
import orjson

from sanzhi_cli.ports import free_port
from sanzhi_cli.postgres import Postgres
from servicekit import migrations
from servicekit.clock import utc_now
from servicekit.db import connect
from servicekit.testing import Gateway
from svc_catalog.seed import fill

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "bench" / "results" / "bulk.json"
LINES = "application/x-ndjson"
PERMISSIONS = [
    "item:read",
    "item:edit",
    "list:read",
    "list:edit",
    "proposal:edit",
    "proposal:decide",
    "round:edit",
    "round:publish",
]
PLACES = 100
SENT_AT_ONCE, PROPOSED_AT_ONCE = 2_000, 500


class Service:
    """svc-catalog as a process of its own, asked by somebody who may do all this."""

    def __init__(self, url, folder):
        self._gateway, port = Gateway(), free_port()
        environment = os.environ | {
            "DATABASE_URL": url,
            "BUS_URL": url.replace("svc_catalog", "bus"),
            "TOKEN_KEYS": json.dumps(self._gateway.keys),
            "PORT": str(port),
            "LOG_LEVEL": "WARNING",
        }
        self._log = (folder / "service.log").open("w")
        command = [sys.executable, "-m", "servicekit", "svc_catalog", "both"]
        self.process = subprocess.Popen(command, env=environment, stdout=self._log, stderr=self._log)
        self._http = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=600)

    def __enter__(self):
        while True:
            try:
                if self._http.get("/livez").status_code == 200:
                    return self
            except httpx.TransportError:
                time.sleep(0.1)

    def __exit__(self, *_):
        self._http.close()
        self.process.terminate()
        self.process.wait()
        self._log.close()

    def ask(self, method, path, who="officer", **options):
        grants = {name: ["331000"] for name in PERMISSIONS}
        headers = self._gateway.header(who, grants=grants, life=60) | options.pop("headers", {})
        answer = self._http.request(method, path, headers=headers, **options)
        if not answer.is_success:
            raise SystemExit(f"{path}: {answer.status_code} {answer.text[:1000]}")
        return answer.json()

    def until(self, path, states):
        """Wait for a state; return the answer and how often progress was seen to move."""
        seen = set()
        while True:
            one = self.ask("GET", path)
            seen.add(one.get("checked"))
            if one["state"] in states:
                return one, len(seen)
            time.sleep(0.2)


class Memory(threading.Thread):
    """What the process takes, over time."""

    def __init__(self, process):
        super().__init__(daemon=True)
        self._rollup = Path(f"/proc/{process.pid}/smaps_rollup")
        self.seen, self._over = [], threading.Event()

    def run(self):
        while not self._over.wait(0.1):
            lines = self._rollup.read_text().splitlines()
            pss = sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
            self.seen.append((time.monotonic(), pss))

    def between(self, start, end):
        return round(max(pss for at, pss in self.seen if start <= at <= end))

    def stop(self):
        self._over.set()
        self.join()


async def carry_out(url, count):
    """Write the directory, and as many implementation items as are wanted, all with the same guide."""
    engine, sessions = connect(url)
    async with sessions.begin() as session:
        await fill(session, utc_now())
    await engine.dispose()
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    guide = orjson.loads(
        await connection.fetchval("select guide::text from items where item_id = '331002-gjj-29'")
    )
    places = [f"331002{number:03}" for number in range(1, PLACES + 1)]
    await connection.execute(
        "insert into directory (code, number, name, plain_names, department_code, item_type, case_type,"
        " audiences, flags, search_version, person_theme)"
        " select 'syn-' || n, 1000 + n, '合成事项' || n, '[]', 'gjj', '20', 'instant', '[\"1\"]', '[]', 1, '010'"
        " from generate_series(1, $1) n",
        count // PLACES,
    )
    await connection.execute(
        "insert into items (item_id, directory_code, region_code, department_name, state, zj_code, national_code,"
        " code_scheme, is_kiosk, is_complete, guide, inherits_from, changed_at, version)"
        " select region || '-' || code, code, region, '某局', 'published', '', '', '', false, true, $2::jsonb,"
        " '331001', now(), 1 from directory, unnest($1::text[]) region where code like 'syn-%'",
        places,
        orjson.dumps(guide).decode(),
    )
    await connection.execute("vacuum analyze")
    found = await connection.fetch("select item_id from items where directory_code like 'syn-%' order by 1")
    await connection.close()
    return guide, [row["item_id"] for row in found]


def lines_of(items, guide):
    for item in items:
        yield orjson.dumps({"item_id": item, "guide": guide}, option=orjson.OPT_APPEND_NEWLINE)


def imported(service, items, guide):
    """Import every item with a new telephone; return the figures."""
    guide = guide | {"consult_phone": "0576-88119911"}
    memory = Memory(service.process)
    memory.start()
    marks, path = [time.monotonic()], None
    for start in range(0, len(items), SENT_AT_ONCE):
        address = f"{path}/lines" if path else "/v1/operator/imports?name=bench&more=true"
        part = items[start : start + SENT_AT_ONCE]
        one = service.ask("POST", address, content=lines_of(part, guide), headers={"content-type": LINES})
        path = f"/v1/operator/imports/{one['id']}"
        marks.append(time.monotonic())
    sent = time.monotonic()
    service.ask("POST", f"{path}/check")
    checked, steps = service.until(path, {"checked", "faulty"})
    done = time.monotonic()
    if (checked["state"], checked["changed"]) != ("checked", len(items)):
        raise SystemExit(checked)
    service.ask("POST", f"{path}/apply")
    applied, _ = service.until(path, {"applied", "faulty"})
    end = time.monotonic()
    memory.stop()
    if applied["state"] != "applied":
        raise SystemExit(applied)
    half = marks[len(marks) // 2]
    first, second = memory.between(marks[0], half), memory.between(half, sent)
    middle = sent + (done - sent) / 2
    return {
        "rows": len(items),
        "sent_rows_per_s": round(len(items) / (sent - marks[0])),
        "checked_rows_per_s": round(len(items) / (done - sent)),
        "drafted_rows_per_s": round(len(items) / (end - done)),
        "seconds": round(end - marks[0], 1),
        "progress_seen_to_move": steps,
        "memory_mb": {
            "before": round(memory.seen[0][1]),
            "sending_first_half": first,
            "sending_second_half": second,
            "checking_first_half": memory.between(sent, middle),
            "checking_second_half": memory.between(middle, done),
            "drafting": memory.between(done, end),
        },
    }


async def close(url, round_id):
    """Let the last day of a round be over."""
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    await connection.execute("update rounds set closes_at = now() where round_id = $1", UUID(round_id))
    await connection.close()


def rounded(service, items, url):
    """Carry a half-year round through; return the figures."""
    today = datetime.now(UTC).date()
    body = {
        "title": "半年增补",
        "opens_on": str(today - timedelta(days=1)),
        "closes_on": str(today + timedelta(days=30)),
    }
    began = time.monotonic()
    one = service.ask("POST", "/v1/operator/lists/easy/rounds?region=331000", json=body)
    path = f"/v1/operator/rounds/{one['round_id']}"
    test = {
        "tried_on": str(today), "channel": "app", "minutes": 4,
        "steps": [{"what": what, "is_ok": True} for what in ("登录", "填写", "提交", "查看结果")],
    }  # fmt: skip
    slowest = 0.0
    for start in range(0, len(items), PROPOSED_AT_ONCE):
        part = [
            {"item_id": item, "act": "add", "reason": "办理量大，全程网办", "test": test}
            for item in items[start : start + PROPOSED_AT_ONCE]
        ]
        asked = time.monotonic()
        service.ask("POST", f"{path}/proposals", json={"proposals": part})
        slowest = max(slowest, time.monotonic() - asked)
    proposed = time.monotonic()
    service.ask("GET", f"{path}/counts")
    counted = time.monotonic()
    service.ask("GET", f"{path}/proposals?limit=200")
    listed = time.monotonic()
    decided = service.ask(
        "POST", f"{path}/decisions", who="city", json={"decision": "accept", "among": {"act": "add"}}
    )
    decided_in = time.monotonic() - listed
    asyncio.run(close(url, one["round_id"]))
    settled = time.monotonic()
    published = service.ask("POST", f"{path}/publish", who="city")
    end = time.monotonic()
    return {
        "proposals": len(items),
        "proposed_per_s": round(len(items) / (proposed - began)),
        "slowest_500_s": round(slowest, 2),
        "count_ms": round((counted - proposed) * 1000),
        "page_of_200_ms": round((listed - counted) * 1000),
        "decide_all_s": round(decided_in, 2),
        "publish_s": round(end - settled, 2),
        "decided": decided["decided"],
        "added": published["added"],
    }


def main():
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--items", type=int, default=100_000)
    arguments.add_argument("--proposals", type=int, default=10_000)
    wished = arguments.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="sanzhi-bench-"))
    folder.chmod(0o711)  # as root, PostgreSQL runs as somebody else
    postgres = Postgres(folder / "postgres", forgetful=True)
    try:
        postgres.start()
        url = postgres.add_service("svc_catalog", "bench")
        postgres.add_service("bus", "bench")
        migrations.upgrade("svc_catalog", url)
        guide, items = asyncio.run(carry_out(url, wished.items))
        with Service(url, folder) as service:
            result = {"import": imported(service, items, guide)}
            print(json.dumps(result, indent=2), flush=True)
            result["round"] = rounded(service, items[: wished.proposals], url)
    finally:
        postgres.stop()
        shutil.rmtree(folder)
    machine = {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.system()}
    result = {"measured_at": datetime.now(UTC).isoformat(timespec="seconds"), "machine": machine} | result
    RESULTS.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
