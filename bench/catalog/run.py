"""One item read through the door, beside a constant answer of the same bytes through another door like it.

    .venv/bin/python bench/catalog/run.py [--seconds 5] [--rounds 5]

The suite runs as it does on one machine; the peer is a bare uvicorn that answers what the item's
address once answered. Both doors take turns in every round; medians are reported. Needs wrk.
Writes bench/results/catalog-read.json.
"""

import argparse
import importlib.util
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

from sanzhi_cli.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "bench" / "results" / "catalog-read.json"
ITEM = "/api/catalog/v1/items/331002-gjj-29"
CONNECTIONS = 32
# One caller asks as often as a city does: both doors count, and neither refuses.
PLENTY = dict.fromkeys(("ADDRESS_RATE", "ADDRESS_BURST", "PRINCIPAL_RATE", "PRINCIPAL_BURST"), "1000000")

SPEC = importlib.util.spec_from_file_location("city", ROOT / "tests-contract" / "conftest.py")
city_module = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(city_module)

CONSTANT = """
import json, sys
import uvicorn
headers, body, port = json.loads(sys.argv[1]), sys.argv[2].encode(), int(sys.argv[3])
START = {"type": "http.response.start", "status": 200,
         "headers": [(name.encode(), value.encode()) for name, value in headers]}
BODY = {"type": "http.response.body", "body": body}
async def app(scope, receive, send):
    if scope["type"] == "http":
        await send(START)
        await send(BODY)
uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", lifespan="off", access_log=False)
"""


def ready(url):
    for _ in range(200):
        try:
            if httpx.get(url).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise SystemExit(f"{url} does not answer")


def constant(answer):
    """Start a bare server that says what the item's address once answered."""
    kept = [pair for pair in answer.headers.items() if pair[0] in {"content-type", "etag", "cache-control"}]
    kept.append(("content-length", str(len(answer.content))))
    port = free_port()
    server = subprocess.Popen([sys.executable, "-c", CONSTANT, json.dumps(kept), answer.text, str(port)])
    url = f"http://127.0.0.1:{port}"
    ready(f"{url}/")
    return url, server


def door(city, upstream):
    """Start a door like the city's in front of one catalogue."""
    port = free_port()
    environment = os.environ | city.suite.door().environment | PLENTY
    environment |= {"PORT": str(port), "METRICS_PORT": "0", "ACCESS_LOG_FILE": os.devnull}
    environment |= {"UPSTREAMS": json.dumps({"svc-catalog": upstream})}
    process = subprocess.Popen(
        [sys.executable, "-m", "gateway.proxy"], env=environment, stdout=subprocess.DEVNULL
    )
    url = f"http://127.0.0.1:{port}"
    ready(url + ITEM)
    return url, process


def rate(url, seconds):
    said = subprocess.run(
        ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", url + ITEM],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    if "Non-2xx" in said:
        raise SystemExit(said)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said).group(1))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sanzhi-bench-") as name:
        Path(name).chmod(0o755)
        city, started = city_module.City(Path(name)), []
        try:
            city.start()
            upstreams = {"item": city.suite.url("svc-catalog")}
            answer = httpx.get(city.url + ITEM)
            upstreams["constant"], server = constant(answer)
            started.append(server)
            urls = {}
            for peer, upstream in upstreams.items():
                urls[peer], process = door(city, upstream)
                started.append(process)
            for url in urls.values():
                rate(url, 1)
            rates = {peer: [] for peer in urls}
            for _ in range(options.rounds):
                for peer, url in urls.items():
                    rates[peer].append(rate(url, options.seconds))
        finally:
            for process in started:
                process.terminate()
                process.wait(20)
            city.stop()
    medians = {peer: round(statistics.median(found)) for peer, found in rates.items()}
    result = {
        "cores": os.cpu_count(),
        "connections": CONNECTIONS,
        "answer_bytes": len(answer.content),
        "requests_per_second": medians,
        "rounds": {peer: [round(one) for one in found] for peer, found in rates.items()},
        "item_against_constant": round(medians["item"] / medians["constant"], 2),
        "measured_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }
    RESULTS.write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
