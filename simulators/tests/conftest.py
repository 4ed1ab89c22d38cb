"""The simulators in process, each with a client."""

from collections.abc import AsyncIterator

import pytest
from httpx import ASGITransport, AsyncClient

from simulators import library, provincial, sources, staff
from simulators.testing import Province, Sources, Staff


@pytest.fixture
async def province() -> AsyncIterator[Province]:
    application = provincial.Application(
        servicecode="svc",
        servicepwd="pwd",
        callback="http://127.0.0.1:8000/sign-on/zj-app",
        redirect_origins=["http://127.0.0.1:5173"],
        access_key="BCDSGA_test",
        secret_key="test-secret",
        app_id="2001000001",
        forbidden_routes=["IC33000020220309000001"],
        project_id="project",
        project_secret="test-secret",
    )
    other = provincial.Application(
        servicecode="other",
        servicepwd="pwd2",
        callback="http://127.0.0.1:8001/back?from=zj",
        callback_method="POST",
        access_key="BCDSGA_other",
        secret_key="other-secret",
        app_id="2001000002",
        project_id="other-project",
        project_secret="test-secret",
    )
    app = provincial.create_app(provincial.Settings(applications=[application, other]))
    async with AsyncClient(transport=ASGITransport(app), base_url="http://127.0.0.1:9101") as http:
        yield Province(http)


@pytest.fixture
async def workplace() -> AsyncIterator[Staff]:
    application = staff.Application(
        name="三智工作台",
        client_id="sanzhi_dingoa",
        app_key="sanzhi-app",
        app_secret="test-secret",
        redirect_uris=["http://127.0.0.1:8000/sign-on/zwdd"],
    )
    app = staff.create_app(staff.Settings(applications=[application], tenant_id=1))
    async with AsyncClient(transport=ASGITransport(app), base_url="http://127.0.0.1:9102") as http:
        yield Staff(http)


@pytest.fixture
async def shared() -> AsyncIterator[Sources]:
    application = sources.Application(app_key="key", app_secret="app-secret", request_secret="fixed")
    app = sources.create_app(sources.Settings(applications=[application], timeout_seconds=0.01))
    async with AsyncClient(transport=ASGITransport(app), base_url="http://127.0.0.1:9103") as http:
        yield Sources(http)


@pytest.fixture
async def items() -> AsyncIterator[Sources]:
    """The library of items: signed like the sources."""
    application = library.Application(app_key="key", app_secret="app-secret")
    app = library.create_app(library.Settings(applications=[application], page_rows=50))
    async with AsyncClient(transport=ASGITransport(app), base_url="http://127.0.0.1:9104") as http:
        yield Sources(http)
