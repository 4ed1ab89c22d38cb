"""What every test run has: one PostgreSQL that is thrown away, and Kafka for those who ask.

The process that runs pytest starts and stops both; xdist's workers only learn where
they are. pytest names test modules after folders, and the folders `gateway/`, `servicekit/`
and `simulators/` would hide their own packages if these were not imported first.
"""

import os
import shutil
import signal
import tempfile
from multiprocessing.connection import Client, Listener
from pathlib import Path
from threading import Thread

import pytest

import gateway  # noqa: F401 - see above
import simulators  # noqa: F401 - see above
from sanzhi_cli.kafka import Kafka, KafkaFailed
from sanzhi_cli.postgres import Postgres

pytest_plugins = ["servicekit.testing"]


class Servers:
    """The servers of one run and the folder they live in."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="sanzhi-tests-"))
        self.folder.chmod(0o711)  # as root, PostgreSQL runs as somebody else
        self._postgres = Postgres(self.folder / "postgres", forgetful=True)
        self._kafka = Kafka(self.folder / "kafka")
        self._desk = Listener(str(self.folder / "kafka-desk"))
        self._clerk = Thread(target=self._hand_out_kafka, daemon=True)

    def start(self) -> None:
        os.environ["TEST_POSTGRES_URL"] = self._postgres.start()
        os.environ["TEST_KAFKA_DESK"] = str(self._desk.address)
        self._clerk.start()

    def stop(self) -> None:
        if self._clerk.is_alive():
            with Client(os.environ["TEST_KAFKA_DESK"]) as asking:
                asking.send("close")
            self._clerk.join()
        self._desk.close()
        self._kafka.stop()
        self._postgres.stop()
        shutil.rmtree(self.folder)

    def _hand_out_kafka(self) -> None:
        """Answer every worker with the one broker's address, started when the first asks."""
        while True:
            with self._desk.accept() as asking:
                if asking.recv() == "close":
                    return
                try:
                    asking.send(self._kafka.start())
                except KafkaFailed as failure:
                    asking.send(failure)


SERVERS = pytest.StashKey[Servers]()


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Start the servers before xdist starts its workers, which inherit the addresses."""
    config = session.config
    if hasattr(config, "workerinput") or config.option.collectonly:
        return
    signal.signal(signal.SIGTERM, signal.getsignal(signal.SIGINT))  # be stopped like Ctrl-C, and clean up
    config.stash[SERVERS] = servers = Servers()
    servers.start()


def pytest_collection_finish(session: pytest.Session) -> None:
    """See to it that groups are kept: two suites on one Kafka would take each other's events.

    xdist writes a test's group behind its name; a pytest that does not let it spreads the group silently.
    """
    if getattr(session.config.option, "loadgroup", False):
        lost = [
            item.nodeid
            for item in session.items
            if item.get_closest_marker("xdist_group") and "@" not in item.nodeid
        ]
        assert not lost, f"not kept together: {lost[:3]}"


def pytest_unconfigure(config: pytest.Config) -> None:
    if servers := config.stash.get(SERVERS, None):
        servers.stop()


@pytest.fixture(scope="session")
def kafka() -> str:
    """Bootstrap servers of the run's one Kafka."""
    with Client(os.environ["TEST_KAFKA_DESK"]) as asking:
        asking.send("kafka")
        answer = asking.recv()
    if isinstance(answer, KafkaFailed):
        raise answer
    return str(answer)
