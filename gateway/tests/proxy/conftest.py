"""The gateway's database, and houses: a door with a service behind it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from gateway.proxy.serving import open_door
from gateway.proxy.settings import DoorSettings
from gateway.proxy.testing import VAULT_KEYS, Build, House, Service
from gateway.tokens import SigningKeys
from servicekit.db import connect
from servicekit.testing import database_of


@pytest.fixture(scope="session")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The private key of inner tokens."""
    file = tmp_path_factory.mktemp("keys") / "gateway.json"
    SigningKeys.make(file)
    return file


@pytest.fixture(scope="session")
async def gateway_database() -> AsyncIterator[str]:
    """The gateway's database as its migrations leave it."""
    async with database_of("gateway") as url:
        yield url


@pytest.fixture(scope="session")
async def build(gateway_database: str, key_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Build a house of its own for a test that needs other settings."""

    @asynccontextmanager
    async def house(**more: Any) -> AsyncIterator[House]:
        service = Service()
        server = await asyncio.start_server(service.serve, "127.0.0.1", 0, limit=2**22)
        service.port = server.sockets[0].getsockname()[1]
        url = f"http://127.0.0.1:{service.port}"
        values = {
            "database_url": gateway_database,
            "port": 0,
            "signing_key_file": key_file,
            "vault_keys": VAULT_KEYS,
            "upstreams": {"svc-catalog": url, "gateway": url},
            "access_log_file": tmp_path_factory.mktemp("log") / "access.jsonl",
            "address_rate": 1e6,
            "address_burst": 10**6,
            "principal_rate": 1e6,
            "principal_burst": 10**6,
            "times_linger": 0.2,
        }
        settings = DoorSettings.model_validate(values | more)
        engine, _ = connect(gateway_database)
        try:
            async with open_door(settings) as serving:
                opened = House(serving, service, settings, engine)
                await serving.door.sessions.look()
                yield opened
                await opened.hang_up()
        finally:
            await engine.dispose()
            server.close()
            await server.wait_closed()

    return house


@pytest.fixture(scope="session")
async def the_house(build: Build) -> AsyncIterator[House]:
    async with build() as house:
        yield house


@pytest.fixture
async def house(the_house: House) -> AsyncIterator[House]:
    """One open door for all tests that leave it as it was."""
    the_house.service.heard.clear()
    the_house.service.acts.clear()
    yield the_house
    await the_house.hang_up()
