"""Keeps programs running: starts them, begins again what dies, ends them all in order."""

import os
import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from sanzhi_cli.program import Program, fork

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # seconds before a dead program begins again
HEALTHY_SECONDS = 60.0  # who lived so long has earned a short pause again
STOP_SECONDS = 15.0
LARGEST_LOG = 10_000_000

_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass
class Running:
    """One program and its present process."""

    program: Program
    pid: int | None = None
    began_at: float = 0.0
    due_at: float = 0.0
    pause: float = FIRST_PAUSE


class Supervisor:
    """The programs of one run. Not for threads: it forks."""

    def __init__(self, logs: Path, say: Callable[[str], None]) -> None:
        self._logs = logs
        self._say = say
        self._all: dict[str, Running] = {}

    @property
    def pids(self) -> dict[str, int | None]:
        """The process of each program, `None` for one that waits to begin again."""
        return {name: running.pid for name, running in self._all.items()}

    def start(self, program: Program) -> None:
        """Begin a program and from now on keep it running."""
        running = self._all[program.name] = Running(program)
        keep_log_small(self.log(program.name))
        self._begin(running)

    def run(self, program: Program) -> int:
        """Run a program that ends by itself; return its exit code, negative for a signal."""
        return self.finish(self.begin(program))

    def begin(self, program: Program) -> int:
        """Begin a program that ends by itself; return its process, for `finish`."""
        return fork(program, self.log(program.name))

    def finish(self, pid: int) -> int:
        """Wait for a process and return its exit code, negative for a signal."""
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

    def log(self, name: str) -> Path:
        """Return where a program's output goes."""
        return self._logs / f"{name}.log"

    def watch(self) -> None:
        """Notice who has died, and begin again whose pause is over."""
        now = time.monotonic()
        for running in self._all.values():
            if running.pid is not None:
                ended, status = os.waitpid(running.pid, os.WNOHANG)
                if ended:
                    self._mourn(running, os.waitstatus_to_exitcode(status), now)
            elif now >= running.due_at:
                self._begin(running)

    def wait_ready(self, program: Program, seconds: float) -> bool:
        """Tell whether the program says in time that it is ready; it may die and begin again meanwhile."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.watch()
            if self._all[program.name].pid is not None and answers(program.ready_url):
                return True
            time.sleep(0.05)
        return False

    def stop(self) -> None:
        """Ask all to end; force those who do not."""
        living = {running.pid for running in self._all.values() if running.pid is not None}
        self._all.clear()
        for pid in living:
            os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while living and time.monotonic() < deadline:
            living = {pid for pid in living if not os.waitpid(pid, os.WNOHANG)[0]}
            time.sleep(0.02)
        for pid in living:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)

    def _begin(self, running: Running) -> None:
        running.pid = fork(running.program, self.log(running.program.name))
        running.began_at = time.monotonic()

    def _mourn(self, running: Running, code: int, now: float) -> None:
        if now - running.began_at > HEALTHY_SECONDS:
            running.pause = FIRST_PAUSE
        running.pid, running.due_at = None, now + running.pause
        how = f"by signal {-code}" if code < 0 else f"with code {code}"
        name = running.program.name
        self._say(f"{name} ended {how} and begins again in {running.pause:g} s; see {self.log(name)}")
        running.pause = min(running.pause * 2, LONGEST_PAUSE)


def answers(url: str) -> bool:
    """Tell whether a GET is answered with 200 at once."""
    return answer_of(url).startswith("200")


def answer_of(url: str) -> str:
    """Return how a GET is answered: status and the beginning of the body, or why there is no answer.

    What speaks no HTTP has an address like `tcp://127.0.0.1:9092`: a connection is a 200.
    """
    place = urlsplit(url)
    try:
        if place.scheme == "tcp":
            with socket.create_connection((place.hostname or "", place.port or 0), timeout=2):
                return "200"
        with _direct.open(url, timeout=2) as answer:
            return f"{answer.status} {answer.read(200).decode(errors='replace')}"
    except urllib.error.HTTPError as refusal:
        with refusal:
            return f"{refusal.code} {refusal.read(200).decode(errors='replace')}"
    except OSError as failure:
        return str(getattr(failure, "reason", failure))


def last_lines(log: Path, count: int = 8) -> str:
    """Return the end of a log, indented."""
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    return "\n".join(f"    {line[:300]}" for line in lines[-count:])


def keep_log_small(log: Path) -> None:
    """Put a log that has grown large aside; the one before it is forgotten."""
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        log.rename(log.with_suffix(".log.1"))
