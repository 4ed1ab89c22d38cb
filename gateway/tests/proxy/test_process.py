"""The door as a process: `python -m gateway.proxy`, closed, reloaded and restarted under load."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from gateway.proxy.testing import Answer, Heard, Line, Service, answer
from gateway.tokens import SigningKeys
from servicekit.testing import eventually


@dataclass
class Process:
    """A running door."""

    process: "subprocess.Popen[bytes]"
    port: int
    service: Service
    upstreams: Path
    keys: Path

    async def line(self) -> Line:
        return Line(*await asyncio.open_connection("127.0.0.1", self.port))

    async def ask(self, path: str) -> Answer:
        line = await self.line()
        try:
            await line.send(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            return await line.read()
        finally:
            line.close()

    def resident(self) -> int:
        return int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]) * 4096

    async def ends(self) -> int:
        return await asyncio.wait_for(asyncio.to_thread(self.process.wait), 20)


def environment(database: str, keys: Path, **more: str) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": database,
        "SIGNING_KEY_FILE": str(keys),
        "TIMES_LINGER": "0.3",
        "ADDRESS_RATE": "100000",
        "ADDRESS_BURST": "100000",
        **more,
    }


@pytest.fixture
async def door(gateway_database: str, tmp_path: Path) -> AsyncIterator[Process]:
    service = Service()
    server = await asyncio.start_server(service.serve, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    upstreams, keys, log = tmp_path / "upstreams.json", tmp_path / "keys.json", tmp_path / "log"
    upstreams.write_text(json.dumps({"svc-catalog": url}))
    SigningKeys.make(keys)
    told = environment(
        gateway_database, keys, PORT="0", UPSTREAMS_FILE=str(upstreams), ACCESS_LOG_FILE=str(log)
    )
    with (tmp_path / "err").open("wb") as errors:
        process = subprocess.Popen([sys.executable, "-m", "gateway.proxy"], env=told, stderr=errors)

    def port() -> int:
        assert process.poll() is None, (tmp_path / "err").read_text()
        found = [line for line in (tmp_path / "err").read_text().splitlines() if "is open on port" in line]
        return int(json.loads(found[0])["event"].rpartition(" ")[2]) if found else 0

    opened = Process(process, await eventually(port, within=30), service, upstreams, keys)
    try:

        async def is_ready() -> bool:
            return (await opened.ask("/readyz")).status == 200

        await eventually(is_ready)
        yield opened
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        server.close()
        service.hang_up()
        await server.wait_closed()


async def test_a_closing_door_finishes_what_is_under_way_and_takes_nothing_new(door: Process) -> None:
    go_on = asyncio.Event()

    async def act(heard: Heard, reader: StreamReader, writer: StreamWriter) -> None:
        await go_on.wait()
        writer.write(answer(b"finished"))

    door.service.acts["/v1/slow"] = act
    busy, silent = await door.line(), await door.line()
    await busy.send(b"GET /api/catalog/v1/slow HTTP/1.1\r\nHost: x\r\n\r\n")
    await eventually(lambda: door.service.has("/v1/slow"))

    door.process.send_signal(signal.SIGTERM)

    async def is_closed() -> bool:
        try:
            (await door.line()).close()
        except ConnectionError:
            return True
        return False

    await eventually(is_closed)
    # Accepted before, silent until now: its request may have been on its way.
    await silent.send(b"GET /api/catalog/v1/items HTTP/1.1\r\nHost: x\r\n\r\n")
    last = await silent.read()
    go_on.set()
    finished = await busy.read()
    for line in (busy, silent):
        line.close()

    assert (last.status, last.get("connection")) == (200, "close")
    assert (finished.body, finished.get("connection")) == (b"finished", "close")
    assert await door.ends() == 0


async def test_reloading_again_and_again_under_load_fails_nobody_and_leaks_nothing(door: Process) -> None:
    stop = asyncio.Event()
    statuses: list[int] = []

    async def visitor() -> None:
        line = await door.line()
        while not stop.is_set():
            await line.send(b"GET /api/catalog/v1/items HTTP/1.1\r\nHost: x\r\n\r\n")
            statuses.append((await line.read()).status)
        line.close()

    visitors = [asyncio.create_task(visitor()) for _ in range(4)]
    told = json.loads(door.upstreams.read_text())
    before = 0
    for number in range(200):
        door.upstreams.write_text(json.dumps(told if number % 2 else told | {"other": "http://127.0.0.1:9"}))
        door.process.send_signal(signal.SIGHUP)
        await asyncio.sleep(0.005)
        if number == 20:
            before = door.resident()
    stop.set()
    await asyncio.gather(*visitors)

    assert set(statuses) == {200}
    assert door.resident() < before * 1.05 + 4_000_000


async def test_a_reload_brings_services_and_keys_and_a_bad_file_changes_nothing(door: Process) -> None:
    assert (await door.ask("/api/other/v1/items")).status == 404
    SigningKeys.load(door.keys).rotated().save(door.keys)
    told = json.loads(door.upstreams.read_text())
    door.upstreams.write_text(json.dumps(told | {"other": told["svc-catalog"]}))

    door.process.send_signal(signal.SIGHUP)

    async def is_there() -> bool:
        return (await door.ask("/api/other/v1/items")).status == 200

    await eventually(is_there)
    assert len((await door.ask("/.well-known/jwks.json")).json["keys"]) == 2
    for bad in ("not json", '{"catalog": "https://elsewhere.example/x"}', '["catalog"]'):
        door.upstreams.write_text(bad)
        door.process.send_signal(signal.SIGHUP)
        assert (await door.ask("/api/catalog/v1/items")).status == 200
    assert door.process.poll() is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"UPSTREAMS": "{}"},
        {"UPSTREAMS": '{"catalog": "https://elsewhere.example"}'},
        {"UPSTREAMS": '{"catalog": "http://127.0.0.1:1/path"}'},
        {"UPSTREAMS": '{"catalog": "http://127.0.0.1:1"}', "DATABASE_URL": "sqlite://"},
        {"UPSTREAMS": '{"catalog": "http://127.0.0.1:1"}', "SIGNING_KEY_FILE": "/nowhere"},
        {"UPSTREAMS": '{"catalog": "http://127.0.0.1:1"}', "TRUSTED_PROXIES": '["everybody"]'},
    ],
)
def test_a_door_that_is_told_nonsense_does_not_open(tmp_path: Path, wrong: dict[str, str]) -> None:
    keys = tmp_path / "keys.json"
    SigningKeys.make(keys)
    told = environment("postgresql+asyncpg://a:b@127.0.0.1:1/c", keys, PORT="0") | wrong

    ended = subprocess.run(
        [sys.executable, "-m", "gateway.proxy"], env=told, capture_output=True, timeout=30, check=False
    )

    assert ended.returncode not in {0, None}
