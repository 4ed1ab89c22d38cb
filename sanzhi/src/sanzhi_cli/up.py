"""`sanzhi up`: the whole suite on one machine, until Ctrl-C."""

import os
import signal
import time
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime

from sanzhi_cli.greeting import greeting
from sanzhi_cli.home import Home
from sanzhi_cli.kafka import fetch_jars
from sanzhi_cli.ports import Ports, is_free
from sanzhi_cli.postgres import Postgres
from sanzhi_cli.program import Program, warm_up
from sanzhi_cli.progress import say, step
from sanzhi_cli.seed import fill
from sanzhi_cli.suite import BUS, HOST, Suite, members, names
from sanzhi_cli.supervisor import Supervisor, last_lines

#: `--kafka` without an address.
OWN = "own"
READY_SECONDS = 60.0
LOOK_AGAIN = 0.2


class CannotStart(Exception):
    """The suite cannot start; the message says why, and what to do."""


def up(home: Home, port: int, kafka: str) -> None:
    """Run the suite until Ctrl-C or SIGTERM.

    `kafka` is the address of one, `own` to run one here, or empty for the durable log.

    Raises:
        CannotStart: the message says why; nothing is left running.
        AlreadyRunning: another run holds the data folder.

    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if not is_free(port):
        raise CannotStart(f"Port {port} is taken: stop what listens there, or start with --port {port + 1}.")
    with home.held(), ExitStack() as running:
        try:
            started = time.monotonic()
            ports = Ports(port + 100)
            suite = Suite(home, {name: ports.next() for name in names()} | {"door": port})
            running.callback(say, f"Stopped; the data stays in {home.folder}")
            Run(suite, kafka, running).start(started)
        except KeyboardInterrupt:
            # Once is enough: from here on everything ends in order.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            say("\nStopping …")


class Run:
    """The servers and programs of one run."""

    def __init__(self, suite: Suite, kafka: str, running: ExitStack) -> None:
        self.postgres = Postgres(suite.home.postgres, suite.ports["postgres"])
        running.callback(self.postgres.stop)
        self.supervisor = Supervisor(suite.home.logs, say)
        running.callback(self.supervisor.stop)
        self.own_kafka = kafka == OWN
        self.suite = replace(suite, kafka=f"{HOST}:{suite.ports['kafka']}" if self.own_kafka else kafka)

    def start(self, started: float) -> None:
        """Start everything and look after it for ever."""
        with step("PostgreSQL"):
            self.postgres.start()
            for member in members():
                password = self.suite.keys.password(member.package)
                self.postgres.add_service(member.package, password, member.extensions)
            self.postgres.add_service(BUS, self.suite.keys.password(BUS))
        if self.own_kafka:
            fetch_jars()
            self._start_programs([self.suite.own_kafka()])
        with step("Packages"):
            warm_up()
        with step("Tables"):
            self._migrate()
        self._start_programs(self.suite.programs())
        self.suite.home.remember_run(
            {
                "pid": os.getpid(),
                "started_at": datetime.now(UTC).isoformat(timespec="seconds"),
                "url": self.suite.url("door"),
                "kafka": self.suite.kafka,
                "ports": dict(self.suite.ports),
            }
        )
        fill(self.suite, self.supervisor)
        say(greeting(self.suite, time.monotonic() - started))
        self._look_after()

    def _migrate(self) -> None:
        """Bring all databases to their newest revision, as many at once as there are processors."""
        there, width = members(), os.cpu_count() or 1
        for start in range(0, len(there), width):
            begun = [
                (member, self.supervisor.begin(self.suite.service(member, "migrate")))
                for member in there[start : start + width]
            ]
            codes = [(member, self.supervisor.finish(pid)) for member, pid in begun]
            for member in (member for member, code in codes if code != 0):
                said = last_lines(self.supervisor.log(member.name))
                raise CannotStart(f"The tables of {member.name} could not be made:\n{said}")

    def _start_programs(self, programs: list[Program]) -> None:
        """Start all at once, then wait for each; one that is not ready does not hold up the others."""
        for program in programs:
            self.supervisor.start(program)
        for program in programs:
            with step(program.name):
                if not self.supervisor.wait_ready(program, READY_SECONDS):
                    said = last_lines(self.supervisor.log(program.name))
                    say(f"{program.name} is not ready; `sanzhi doctor` may know why. It said:\n{said}")

    def _look_after(self) -> None:
        while True:
            time.sleep(LOOK_AGAIN)
            self.supervisor.watch()
            if self.postgres.pid is None:
                say(f"PostgreSQL has ended and begins again; see {self.postgres.log}")
                self.postgres.start()
