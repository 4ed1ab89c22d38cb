"""What svc-workforce's tests need: the staff platform's simulator, a real server."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
import uvicorn

from servicekit import Service
from servicekit.testing import Gateway
from simulators.staff import Settings as StaffSettings
from simulators.staff import create_app
from svc_workforce.main import service as workforce


@pytest.fixture(scope="session")
def service() -> Service:
    return workforce


@pytest.fixture(scope="session")
def staff_url() -> Iterator[str]:
    application = {
        "name": "三智",
        "client_id": "test_dingoa",
        "app_key": "test-key",
        "app_secret": "test-secret",
        "redirect_uris": ["http://127.0.0.1:1/"],
    }
    app = create_app(StaffSettings.model_validate({"applications": [application]}))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def platform(staff_url: str) -> Iterator[httpx.Client]:
    """The platform's own switches, back in order afterwards."""
    with httpx.Client(base_url=staff_url) as client:
        yield client
        client.post("/_sim/reset")


@pytest.fixture(scope="session")
def extra_settings(staff_url: str) -> dict[str, Any]:
    return {"staff_url": staff_url, "staff_app_key": "test-key", "staff_app_secret": "test-secret"}


@pytest.fixture
def admin(gateway: Gateway) -> dict[str, str]:
    names = ("directory:read", "directory:sync", "directory:apply", "staff:read")
    return gateway.header("chen", grants={name: ["331000"] for name in names})


@pytest.fixture
def sync(client: httpx.AsyncClient, admin: dict[str, str], platform: httpx.Client) -> Callable[..., Any]:
    """Compare, and apply unless told otherwise; return what the last answer said."""

    async def run(*, apply: bool = True, **body: Any) -> dict[str, Any]:
        compared = await client.post("/v1/syncs", headers=admin)
        assert compared.status_code == 201, compared.text
        found: dict[str, Any] = compared.json()
        if not apply:
            return found
        applied = await client.post(f"/v1/syncs/{found['id']}/apply", json=body, headers=admin)
        assert applied.status_code == 200, applied.text
        result: dict[str, Any] = applied.json()
        return result

    return run
