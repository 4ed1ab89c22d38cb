"""The simulators as programs: started, read, switched off, and refused in production."""

import ast
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

import simulators

PROGRAMS = ["provincial", "staff", "sources", "library"]
SOURCE = Path(simulators.__file__).parent


@contextmanager
def running(program: str, *arguments: str, **environment: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", f"simulators.{program}", "--port", str(port), *arguments]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | environment
    ) as process:
        try:
            yield process, f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def wait_until_it_lives(process: subprocess.Popen[str], address: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, process.communicate()
        try:
            if httpx.get(f"{address}/livez").json() == {"status": "ok"}:
                return
        except httpx.TransportError:
            continue
    pytest.fail("it did not start")


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program_starts_without_settings_and_can_be_switched_off(program: str) -> None:
    with running(program) as (process, address), httpx.Client(base_url=address) as http:
        wait_until_it_lives(process, address)
        settings = http.get("/_sim/config").json()
        http.post("/_sim/outage", json={"off": True})
        off = http.get("/anything")
        alive = http.get("/livez")
        http.post("/_sim/reset")
        on = http.get("/anything")

        assert settings["applications"][0]["name"]
        assert [off.status_code, alive.status_code, on.status_code] == [503, 200, 404]
        process.terminate()
        assert process.wait(10) in {0, -15}


def test_settings_come_from_the_file(tmp_path: Path) -> None:
    document = {"applications": [{"client_id": "mine_dingoa", "app_secret": "s"}], "qr_seconds": 9}
    path = tmp_path / "staff.json"
    path.write_text(json.dumps(document), encoding="utf-8")

    with running("staff", "--config", str(path)) as (process, address):
        wait_until_it_lives(process, address)
        settings = httpx.get(f"{address}/_sim/config").json()

    assert (settings["applications"][0]["client_id"], settings["qr_seconds"]) == ("mine_dingoa", 9)


@pytest.mark.parametrize("program", PROGRAMS)
def test_no_simulator_starts_in_production(program: str) -> None:
    with running(program, SANZHI_MODE="production") as (process, _):
        _, told = process.communicate(timeout=20)

    assert process.returncode == 2
    assert "does not start in production" in told


def test_a_wrong_settings_file_is_refused_without_showing_its_secrets(tmp_path: Path) -> None:
    path = tmp_path / "sources.json"
    path.write_text('{"applications": [{"app_secret": ["hidden-value"], "colour": "red"}]}', encoding="utf-8")

    with running("sources", "--config", str(path)) as (process, _):
        _, told = process.communicate(timeout=20)

    assert process.returncode == 2
    assert "colour" in told
    assert "hidden-value" not in told


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    names |= {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    return {name.split(".")[0] for name in names}


def test_the_simulators_share_nothing_with_the_suite() -> None:
    outside = set().union(*(imported(path) for path in SOURCE.rglob("*.py"))) - set(sys.stdlib_module_names)

    assert outside == {"fastapi", "httpx", "pydantic", "segno", "simulators", "starlette", "uvicorn"}
