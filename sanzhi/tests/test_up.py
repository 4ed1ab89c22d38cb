"""The suite as one thing: started, looked after, stopped and started again."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sanzhi_cli.doctor import examine
from sanzhi_cli.home import Home
from sanzhi_cli.ports import Ports
from sanzhi_cli.suite import Suite
from sanzhi_cli.supervisor import answers

#: Two suites may start at once on two cores.
pytestmark = pytest.mark.timeout(400)


class Started:
    """`sanzhi up` in a process of its own."""

    def __init__(self, home: Home, *arguments: str) -> None:
        self.home = home
        port = Ports(random.randrange(20_000, 30_000)).next()  # below the ports of outgoing connections
        command = [sys.executable, "-m", "sanzhi_cli", "--data", str(home.folder), "up", "--port", str(port)]
        self.process = subprocess.Popen(
            [*command, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.said: list[str] = []

    def ready(self) -> "Started":
        assert self.process.stdout
        for line in self.process.stdout:
            self.said.append(line)
            if "is ready after" in line:
                return self
        raise AssertionError("".join(self.said))

    @property
    def suite(self) -> Suite:
        run = self.home.run()
        return Suite(self.home, run["ports"], run["kafka"])

    def children(self) -> set[int]:
        return {
            *map(int, Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split())
        }

    def end(self, how: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(how)
        rest, _ = self.process.communicate(timeout=120)
        self.said.append(rest)
        return self.process.returncode


def until(true: Callable[[], Any], within: float = 90) -> None:
    deadline = time.monotonic() + within
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def lives(pid: int) -> bool:
    stat = Path("/proc", str(pid), "stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.fixture
def start(open_folder: Path) -> Iterator[Callable[..., Started]]:
    started: list[Started] = []

    def begin(*arguments: str) -> Started:
        started.append(Started(Home(open_folder / "data"), *arguments))
        return started[-1]

    yield begin
    for one in started:
        if one.process.poll() is None:
            one.end()


def urls(suite: Suite) -> list[str]:
    return [program.ready_url for program in suite.programs()]


def test_everything_starts_is_found_sound_and_stops_without_a_trace(start: Callable[..., Started]) -> None:
    up = start().ready()
    suite, children = up.suite, up.children()

    findings = list(examine(up.home, suite.ports["door"]))
    code = up.end()

    assert [finding.what for finding in findings if finding.mend and finding.serious] == []
    assert code == 0
    assert "Stopped" in up.said[-1]
    assert len(children) == 1 + len(urls(suite))  # and PostgreSQL
    assert not any(map(lives, children))


def test_what_dies_is_begun_again_and_the_others_go_on(start: Callable[..., Started]) -> None:
    up = start().ready()
    suite = up.suite
    before = up.children()

    for pid in before:
        os.kill(pid, signal.SIGKILL)  # PostgreSQL too

    until(lambda: not before & up.children() and all(map(answers, urls(suite))))
    assert up.process.poll() is None


def test_a_killed_suite_leaves_nothing_running_and_starts_again_with_its_data(
    start: Callable[..., Started],
) -> None:
    first = start().ready()
    children = first.children()
    seeded = first.home.seeded()

    first.end(signal.SIGKILL)

    until(lambda: not any(map(lives, children)))
    second = start().ready()
    assert second.home.seeded() == seeded
    assert not any("city:" in line for line in second.said)


def test_a_second_suite_on_one_data_folder_is_refused(start: Callable[..., Started]) -> None:
    start().ready()

    second = start()
    said, _ = second.process.communicate(timeout=120)

    assert second.process.returncode == 1
    assert "already runs" in said


def test_a_taken_port_is_named(open_folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        command = [sys.executable, "-m", "sanzhi_cli", "--data", open_folder / "other", "up", "--port", port]
        refused = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)

    assert refused.returncode == 1
    assert f"Port {port} is taken" in refused.stderr
    assert "Traceback" not in refused.stderr
