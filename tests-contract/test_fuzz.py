"""Whatever is sent to whichever address by whomever: never a 5xx, and refusals are problem documents."""

import asyncio
import importlib
import json
import secrets
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from servicekit import Service, auth
from servicekit.testing import Gateway, database_of

ROOT = Path(__file__).parents[1]
PACKAGES = sorted(path.parent.name for path in ROOT.glob("svc-*/src/*/main.py"))
EXAMPLES = 12
# Without neighbours some routes truthfully say that they cannot.
AWAY = 503


@schemathesis.serializer("application/pdf")
def as_bytes(_context: Any, value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


@contextmanager
def served(app: Any) -> Iterator[str]:
    """Serve an application for real, on a port of its own."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
        assert thread.is_alive()
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture(params=PACKAGES)
async def running(request: pytest.FixtureRequest, gateway: Gateway) -> AsyncIterator[tuple[Service, str]]:
    service: Service = importlib.import_module(f"{request.param}.main").service
    keys = json.dumps({"current": "s", "keys": {"s": secrets.token_hex(32)}})
    async with database_of(request.param) as url:
        values = {"database_url": url, "token_keys": gateway.keys, "vault_keys": keys}
        with served(service.asgi(service.settings.model_validate(values))) as address:
            yield service, address


def callers(service: Service, gateway: Gateway) -> list[dict[str, str]]:
    """An almighty member of staff, a resident, a machine and a visitor."""
    permissions = {
        rule.permission for _, rule in auth.declared(service.routers) if isinstance(rule, auth.NeedsRule)
    }
    return [
        gateway.header("staff", grants={name: ["330000"] for name in permissions}, life=100),
        gateway.header("resident", kind="person", life=100),
        gateway.header("machine", kind="device", life=100),
        gateway.header("visitor", kind="visitor", level=0, life=100),
    ]


@pytest.mark.timeout(400)
async def test_no_request_breaks_a_service(running: tuple[Service, str], gateway: Gateway) -> None:
    await asyncio.to_thread(fuzz, *running, gateway)


def fuzz(service: Service, address: str, gateway: Gateway) -> None:
    schema = schemathesis.openapi.from_url(f"{address}/openapi.json")
    tried = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        everybody = callers(service, gateway)

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(), caller=st.sampled_from(everybody))
        def one(case: Any, caller: dict[str, str]) -> None:
            answer = case.call(base_url=address, headers=caller, timeout=20)
            place = f"{case.method} {case.path}: {answer.status_code} {answer.content[:300]!r}"
            assert answer.status_code < 500 or answer.status_code == AWAY, place
            if answer.status_code >= 400:
                assert answer.headers["content-type"][0].startswith("application/problem+json"), place

        one()
        tried += 1
    assert tried >= 5
