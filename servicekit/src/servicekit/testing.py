"""What the tests of every service need: real PostgreSQL, real tokens, and the service in process.

A service's conftest.py overrides `service` and, if it keeps personal data or has settings
of its own, `extra_settings`.
"""

import asyncio
import hashlib
import importlib
import os
import secrets
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from fastapi import FastAPI
from google.protobuf.message import Message
from joserfc import jwt
from joserfc.jwk import ECKey
from sqlalchemy import select, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlalchemy.pool import NullPool

from servicekit import migrations
from servicekit.clock import utc_now
from servicekit.db import SessionMaker, connect
from servicekit.events import PROTOBUF, Delivery
from servicekit.http import open_http
from servicekit.ids import uuid7
from servicekit.outbox import OutboxRow
from servicekit.service import Service
from servicekit.settings import ServiceSettings
from servicekit.tokens import AUDIENCE, ISSUER, TYPE
from servicekit.tools import Tools, vault_of


class Gateway:
    """Signs tokens as the gateway would."""

    def __init__(self) -> None:
        self._key = ECKey.generate_key("P-256", {"kid": "test"}, auto_kid=False)
        self.keys: dict[str, Any] = {"keys": [self._key.as_dict(private=False)]}

    def token(self, claims: dict[str, Any], typ: str = TYPE) -> str:
        """Return a signed token with any claims."""
        return jwt.encode({"alg": "ES256", "typ": typ, "kid": "test"}, claims, self._key)

    def header(
        self,
        subject: str,
        *,
        kind: str = "staff",
        level: int = 3,
        grants: dict[str, Iterable[str]] | None = None,
        life: int = 60,
        **more: Any,
    ) -> dict[str, str]:
        """Return the headers of a caller, such as `grants={"case:decide": ["331002"]}`."""
        now = int(utc_now().timestamp())
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": subject,
            "knd": kind,
            "lvl": level,
            "sid": f"s-{subject}",
        }
        claims |= {"iat": now, "exp": now + life, "jti": str(uuid7())}
        claims |= {"grants": {name: sorted(regions) for name, regions in (grants or {}).items()}} | more
        return {"authorization": f"Bearer {self.token(claims)}"}

    def person(self, subject: str, *, level: int = 3) -> dict[str, str]:
        """Return the headers of a resident."""
        return self.header(subject, kind="person", level=level)

    def device(self, subject: str) -> dict[str, str]:
        """Return the headers of a terminal or a queue machine."""
        return self.header(subject, kind="device", level=0)

    @property
    def visitor(self) -> dict[str, str]:
        """The headers of somebody who is not signed in."""
        return self.header("visitor", kind="visitor", level=0)


@dataclass
class StoppedClock:
    """A clock that tests move."""

    at: datetime = datetime(2026, 4, 30, 1, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Return the moment at which it stands."""
        return self.at

    def move(self, **by: float) -> None:
        """Let time pass: `clock.move(minutes=5)`."""
        self.at += timedelta(**by)


@dataclass(frozen=True)
class RecordedOutbox:
    """Reads what the service under test has announced."""

    sessions: SessionMaker

    async def rows(self) -> list[OutboxRow]:
        """Return the announced events, oldest first."""
        async with self.sessions() as session:
            return list(await session.scalars(select(OutboxRow).order_by(OutboxRow.seq)))

    async def types(self) -> list[str]:
        """Return the short names of the announced events, such as `CaseDecided`."""
        return [row.type.rpartition(".")[2] for row in await self.rows()]

    async def messages(self, message_class: type[Message]) -> list[Any]:
        """Return the announced messages of one type, oldest first."""
        wanted = message_class.DESCRIPTOR.full_name
        return [message_class.FromString(row.body or b"") for row in await self.rows() if row.type == wanted]


def delivery_of(topic: str, key: str, message: Message) -> Delivery:
    """Return a message as it would arrive from another service."""
    return Delivery(
        topic=topic,
        key=key,
        id=uuid7(),
        type=message.DESCRIPTOR.full_name,
        body=message.SerializeToString(),
        content_type=PROTOBUF,
    )


async def eventually(true: Callable[[], Any], *, within: float = 5.0, every: float = 0.02) -> Any:
    """Return the first truthy result of `true` (which may be a coroutine function), or fail."""
    deadline = asyncio.get_running_loop().time() + within
    while True:
        found = true()
        if asyncio.iscoroutine(found):
            found = await found
        if found:
            return found
        assert asyncio.get_running_loop().time() < deadline, f"not so within {within} s"
        await asyncio.sleep(every)


def server_url() -> str:
    """Return the address of the PostgreSQL server that the test run has started."""
    if url := os.environ.get("TEST_POSTGRES_URL"):
        return url
    pytest.fail("TEST_POSTGRES_URL is not set: run pytest from the root of the repository")


@asynccontextmanager
async def administrator() -> AsyncIterator[Any]:
    """Open a connection that may make and drop databases."""
    engine = create_async_engine(server_url(), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            yield connection
    finally:
        await engine.dispose()


def address(database: str) -> str:
    """Return the address of a database on the test server."""
    return make_url(server_url()).set(database=database).render_as_string(hide_password=False)


async def template(package: str) -> str:
    """Return the name of a database as this package's migrations leave it, made once per state of them."""
    home = Path(importlib.import_module(package).__path__[0]) / "migrations" / "versions"
    state = hashlib.sha256(b"".join(file.read_bytes() for file in sorted(home.glob("*.py")))).hexdigest()[:10]
    name = f"template_{package}_{state}"
    async with administrator() as connection:
        await connection.execute(text("select pg_advisory_lock(hashtext(:name))"), {"name": name})
        there = await connection.scalar(
            text("select 1 from pg_database where datname = :name"), {"name": name}
        )
        if not there:
            await connection.execute(text(f'create database "{name}_new"'))
            await asyncio.to_thread(migrations.upgrade, package, address(f"{name}_new"))
            await connection.execute(text(f'alter database "{name}_new" rename to "{name}"'))
        await connection.execute(text("select pg_advisory_unlock(hashtext(:name))"), {"name": name})
    return name


@asynccontextmanager
async def database_of(package: str) -> AsyncIterator[str]:
    """Make a fresh database of a service, yield its address, and drop it."""
    source, name = await template(package), f"{package}_{os.getpid()}_{secrets.token_hex(4)}"
    async with administrator() as connection:
        await connection.execute(text(f'create database "{name}" template "{source}"'))
    try:
        yield address(name)
    finally:
        async with administrator() as connection:
            await connection.execute(text(f'drop database if exists "{name}" with (force)'))


@pytest.fixture(scope="session")
def gateway() -> Gateway:
    """The only signer of tokens that the service under test believes."""
    return Gateway()


@pytest.fixture(scope="session")
def vault_keys() -> str:
    """Keys of a vault that is gone after the run."""
    return orjson.dumps({"current": "t1", "keys": {"t1": secrets.token_hex(32)}}).decode()


@pytest.fixture(scope="session")
def extra_settings() -> dict[str, Any]:
    """Settings that a service adds; overridden in its conftest.py."""
    return {}


# Not of the session: pytest would keep the first service's database for all others.
@pytest.fixture(scope="module")
async def database_url(service: Service) -> AsyncIterator[str]:
    """One database of the service for the tests of a module, which undo what they did."""
    async with database_of(service.name.replace("-", "_")) as url:
        yield url


@pytest.fixture(scope="module")
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    """Connections to it."""
    engine, _ = connect(database_url)
    yield engine
    await engine.dispose()


@pytest.fixture
async def tools(
    settings_of: Callable[..., ServiceSettings], database_url: str, clock: StoppedClock
) -> AsyncIterator[Tools]:
    """What consumers and jobs of the service under test find in their session."""
    settings = settings_of(database_url)
    async with open_http() as http:
        yield Tools(settings, clock, http, vault_of(settings))


@pytest.fixture
async def sessions(engine: AsyncEngine, tools: Tools) -> AsyncIterator[SessionMaker]:
    """Sessions whose commits are undone when the test ends."""
    async with engine.connect() as connection:
        outer = await connection.begin()
        yield async_sessionmaker(
            connection,
            expire_on_commit=False,
            join_transaction_mode="create_savepoint",
            info={"tools": tools},
        )
        await outer.rollback()


@pytest.fixture
async def own_database(service: Service) -> AsyncIterator[str]:
    """A database for one test whose commits are real: for several processes or sessions at once."""
    async with database_of(service.name.replace("-", "_")) as url:
        yield url


@pytest.fixture
async def real_sessions(own_database: str, tools: Tools) -> AsyncIterator[SessionMaker]:
    """Sessions whose commits are real."""
    engine, sessions = connect(own_database)
    sessions.configure(info={"tools": tools})
    yield sessions
    await engine.dispose()


@pytest.fixture
def clock() -> StoppedClock:
    """The time of the service under test."""
    return StoppedClock()


@pytest.fixture
def settings_of(
    service: Service, gateway: Gateway, vault_keys: str, extra_settings: dict[str, Any]
) -> Callable[..., ServiceSettings]:
    """Build the settings of the service under test for a database."""

    def build(database_url: str, **more: Any) -> ServiceSettings:
        values = {"database_url": database_url, "token_keys": gateway.keys, "vault_keys": vault_keys}
        return service.settings.model_validate(values | extra_settings | more)

    return build


@pytest.fixture
async def app(
    service: Service,
    settings_of: Callable[..., ServiceSettings],
    database_url: str,
    sessions: SessionMaker,
    clock: StoppedClock,
) -> AsyncIterator[FastAPI]:
    """The service under test, its lifespan entered, writing into `sessions`."""
    app = service.asgi(settings_of(database_url), clock=clock)
    app.state.sessions = sessions
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """An HTTP client of the service under test, without a token."""
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


@pytest.fixture
def announced(sessions: SessionMaker) -> RecordedOutbox:
    """The events that the service under test has announced."""
    return RecordedOutbox(sessions)
