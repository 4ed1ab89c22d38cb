"""What svc-catalog's tests need: the whole synthetic city, and people who ask or decide."""

from collections.abc import AsyncIterator

import httpx
import pytest

from servicekit import Service
from servicekit.clock import utc_now
from servicekit.db import connect
from servicekit.testing import Gateway, database_of
from svc_catalog.main import service as catalog
from svc_catalog.seed import fill


@pytest.fixture(scope="session")
def service() -> Service:
    return catalog


@pytest.fixture(scope="session")
async def database_url(service: Service) -> AsyncIterator[str]:
    """A catalogue with everything in it; each test undoes what it did."""
    async with database_of("svc_catalog") as url:
        engine, sessions = connect(url)
        async with sessions.begin() as session:
            await fill(session, utc_now())
        await engine.dispose()
        yield url


@pytest.fixture
def visitor(client: httpx.AsyncClient, gateway: Gateway) -> httpx.AsyncClient:
    client.headers.update(gateway.visitor)
    return client


@pytest.fixture
def clerk(gateway: Gateway) -> dict[str, str]:
    """The headers of an operator of 椒江."""
    return gateway.header(
        "li-min", grants={"item:read": ["331002"], "item:withdraw": ["331002"], "item:publish": ["331002"]}
    )
