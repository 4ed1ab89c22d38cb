import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sanzhi_cli import supervisor as supervisor_module
from sanzhi_cli.ports import free_port
from sanzhi_cli.program import Program
from sanzhi_cli.supervisor import Supervisor, answers

PATIENCE = 60  # seconds; a busy machine starts Python slowly
ANSWERING = """
import http.server, os, signal, sys
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
print("began", os.environ["COLOUR"], sorted(os.environ), sys.argv, flush=True)
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(b"ready")
    def log_message(self, *_): pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""
STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("began", flush=True)
while True: time.sleep(1)
"""


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Some programs that can be run by name."""
    (tmp_path / "answering_program.py").write_text(ANSWERING)
    (tmp_path / "stubborn_program.py").write_text(STUBBORN)
    (tmp_path / "failing_program.py").write_text("import sys; print('oh no'); sys.exit(3)")
    (tmp_path / "raising_program.py").write_text("raise RuntimeError('broken')")
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


@pytest.fixture
def said() -> list[str]:
    """What a person at the terminal was told."""
    return []


@pytest.fixture
def supervisor(tmp_path: Path, said: list[str]) -> Iterator[Supervisor]:
    supervisor = Supervisor(tmp_path, said.append)
    yield supervisor
    supervisor.stop()


@pytest.fixture
def answering(programs: Path) -> Program:
    port = free_port()
    url = f"http://127.0.0.1:{port}/"
    return Program("answering", "answering_program", (str(port),), {"COLOUR": "red"}, url)


def until(true: Callable[[], object], supervisor: Supervisor) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline
        supervisor.watch()
        time.sleep(0.02)


def test_a_program_runs_with_its_own_arguments_and_environment(
    supervisor: Supervisor, answering: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "of somebody else")

    supervisor.start(answering)

    assert supervisor.wait_ready(answering, PATIENCE)
    began = supervisor.log("answering").read_text()
    assert "began red" in began
    assert "DATABASE_URL" not in began
    assert answering.arguments[0] in began
    assert sys.argv[0] != "answering_program"


def test_what_is_killed_begins_again(supervisor: Supervisor, answering: Program, said: list[str]) -> None:
    supervisor.start(answering)
    assert supervisor.wait_ready(answering, PATIENCE)
    killed = supervisor.pids["answering"]
    assert killed

    os.kill(killed, signal.SIGKILL)

    until(lambda: supervisor.pids["answering"] not in {killed, None}, supervisor)
    assert supervisor.wait_ready(answering, PATIENCE)
    assert said == [
        f"answering ended by signal 9 and begins again in 0.5 s; see {supervisor.log('answering')}"
    ]


def test_what_keeps_failing_begins_again_more_and_more_slowly(
    supervisor: Supervisor, programs: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor_module, "FIRST_PAUSE", 0.01)
    supervisor.start(Program("failing", "failing_program"))

    until(lambda: len(said) >= 4, supervisor)

    assert [sentence.split(";")[0].rpartition("in ")[2] for sentence in said[1:4]] == ["1 s", "2 s", "4 s"]
    assert supervisor.log("failing").read_text().count("oh no") >= 4


def test_a_program_that_cannot_start_is_not_ready(supervisor: Supervisor, programs: Path) -> None:
    raising = Program("raising", "raising_program", (), {}, f"http://127.0.0.1:{free_port()}/")
    supervisor.start(raising)

    assert not supervisor.wait_ready(raising, 0.3)

    assert "RuntimeError: broken" in supervisor.log("raising").read_text()


def test_a_program_that_ends_by_itself_tells_its_code(supervisor: Supervisor, programs: Path) -> None:
    assert supervisor.run(Program("failing", "failing_program")) == 3
    assert supervisor.run(Program("raising", "raising_program")) == 1


def test_all_end_also_those_who_do_not_want_to(
    supervisor: Supervisor, answering: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor_module, "STOP_SECONDS", 0.5)
    supervisor.start(answering)
    supervisor.start(Program("stubborn", "stubborn_program"))
    assert supervisor.wait_ready(answering, PATIENCE)
    log = supervisor.log("stubborn")
    until(lambda: log.exists() and "began" in log.read_text(), supervisor)
    pids = [pid for pid in supervisor.pids.values() if pid]

    supervisor.stop()

    assert len(pids) == 2
    assert not any(Path("/proc", str(pid)).exists() for pid in pids)
    assert not answers(answering.ready_url)


def test_a_log_that_has_grown_is_put_aside(
    supervisor: Supervisor, programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor_module, "LARGEST_LOG", 10)
    supervisor.log("failing").write_text("x" * 100)

    supervisor.start(Program("failing", "failing_program"))

    assert supervisor.log("failing").with_suffix(".log.1").read_text() == "x" * 100
