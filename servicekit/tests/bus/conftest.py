"""The two brokers that every promise of the bus is tried on."""

import asyncio
import signal
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from sqlalchemy import text

from sanzhi_cli.kafka import Kafka
from servicekit import testing
from servicekit.bus import Bus, Reader, Received, Subscription, open_bus
from servicekit.ids import uuid7

MEMBER = Path(__file__).parent / "member.py"
PATIENCE = 60.0


@pytest.fixture(scope="module")
async def log_url() -> AsyncIterator[str]:
    """A database of its own for the durable log."""
    name = f"bus_{uuid7().hex}"
    async with testing.administrator() as connection:
        await connection.execute(text(f'create database "{name}"'))
    yield testing.address(name)
    async with testing.administrator() as connection:
        await connection.execute(text(f'drop database "{name}" with (force)'))


@pytest.fixture(params=["log", "kafka"])
def url(request: pytest.FixtureRequest) -> str:
    """The address of a broker; every test that takes it runs on both."""
    if request.param == "log":
        return str(request.getfixturevalue("log_url"))
    return f"kafka://{request.getfixturevalue('kafka')}"


@pytest.fixture
async def bus(url: str) -> AsyncIterator[Bus]:
    async with open_bus(url, "svc-sample") as opened:
        yield opened


@pytest.fixture
def name() -> str:
    """A name that no other test uses, for a topic and for groups."""
    return f"sample.{uuid7().hex}"


@pytest.fixture(scope="session")
def collect() -> Callable[[Subscription | Reader, int], Awaitable[list[Received]]]:
    """Poll until so many records have come; commit nothing."""
    return poll_until


@pytest.fixture(scope="session")
def consume() -> Callable[[Subscription, int], Awaitable[list[Received]]]:
    """Poll until so many records have come; commit them as they come."""

    async def poll_and_commit(subscription: Subscription, count: int) -> list[Received]:
        return await poll_until(subscription, count, subscription.commit)

    return poll_and_commit


async def poll_until(
    reader: Subscription | Reader,
    count: int,
    commit: Callable[[dict[tuple[str, int], int]], Awaitable[None]] | None = None,
) -> list[Received]:
    found: list[Received] = []
    deadline = time.monotonic() + PATIENCE
    while len(found) < count:
        assert time.monotonic() < deadline, f"{len(found)} of {count} came"
        batch = await reader.poll(200, 0.5)
        found += [record for records in batch.values() for record in records]
        if batch and commit is not None:
            await commit({slot: records[-1].offset + 1 for slot, records in batch.items()})
    return found


class Broker:
    """A broker that can go away and come back."""

    url: str

    async def go_away(self) -> None:
        raise NotImplementedError

    async def come_back(self) -> None:
        raise NotImplementedError


class LogBroker(Broker):
    """A database that throws everybody out and lets nobody in."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._name = url.rsplit("/", 1)[1]

    async def go_away(self) -> None:
        async with testing.administrator() as connection:
            await connection.execute(text(f'alter database "{self._name}" allow_connections false'))
            await connection.execute(
                text("select pg_terminate_backend(pid) from pg_stat_activity where datname = :name"),
                {"name": self._name},
            )

    async def come_back(self) -> None:
        async with testing.administrator() as connection:
            await connection.execute(text(f'alter database "{self._name}" allow_connections true'))


class KafkaBroker(Broker):
    """A Kafka of our own that is killed without notice."""

    def __init__(self, kafka: Kafka) -> None:
        self._kafka = kafka
        self.url = f"kafka://{kafka.start()}"

    async def go_away(self) -> None:
        self._kafka.kill()

    async def come_back(self) -> None:
        self._kafka.start()


@pytest.fixture(scope="module")
def own_kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kafka]:
    kafka = Kafka(tmp_path_factory.mktemp("kafka"))
    yield kafka
    kafka.stop()


# Of the Kafka that is killed there is one, whatever the number of workers.
@pytest.fixture(params=["log", pytest.param("kafka", marks=pytest.mark.xdist_group("killed kafka"))])
async def broker(request: pytest.FixtureRequest, log_url: str) -> AsyncIterator[Broker]:
    if request.param == "log":
        chosen: Broker = LogBroker(log_url)
    else:
        chosen = KafkaBroker(request.getfixturevalue("own_kafka"))
    yield chosen
    await chosen.come_back()


class Member:
    """A member of a group in a process of its own, which does what it is told (member.py)."""

    def __init__(self, process: Process) -> None:
        self._process = process

    async def ask(self, order: str) -> str:
        """Return the answer to one order."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{order}\n".encode())
        await self._process.stdin.drain()
        return (await asyncio.wait_for(self._process.stdout.readline(), 60)).decode().strip()

    def kill(self) -> None:
        self._process.kill()

    def freeze(self) -> None:
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    async def end(self) -> None:
        if self._process.returncode is None:
            self._process.kill()
        await self._process.communicate()


@pytest.fixture
async def member(url: str, name: str) -> AsyncIterator[Callable[[], Awaitable[Member]]]:
    """Start members of the group `name` on the topic `name`, one a call."""
    async with AsyncExitStack() as started:

        async def start() -> Member:
            process = await asyncio.create_subprocess_exec(
                sys.executable, str(MEMBER), url, name, name, stdin=PIPE, stdout=PIPE
            )
            one = Member(process)
            started.push_async_callback(one.end)
            return one

        yield start
