"""What svc-filing's tests need: the sources' simulator, the gateway's one address, items and a calendar."""

import base64
import json
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
import uvicorn

from sanzhi_proto.catalog.v1.catalog_pb2 import CalendarChanged, CalendarDay, ItemChanged, TimeLimit
from servicekit import Service
from servicekit.db import SessionMaker
from servicekit.testing import Gateway, StoppedClock, delivery_of
from simulators.sources import Settings as SourceSettings
from simulators.sources import create_app
from svc_filing.main import service as filing

PEOPLE = {
    "lin-xiao": ("林晓", "331002199003070014"),
    "chen-bo": ("陈波", "331002198501011231"),
    "wang-chun": ("王春", "330902197005150025"),
    "deng-dan": ("邓丹", "53330119951001004X"),
    "ye-laotai": ("叶秀英", "331083194806060157"),
    "fang-fei": ("方飞", "33102119951001004X"),
}
RENT, FREIGHT = "331002-gjj-29", "331002-jt-51"
FORM = {"amount": 3000, "bank": "台州银行", "bank_card": "6222021001116245702", "statement": True}
FREIGHT_FORM = {"business_name": "海丰货运", "scope": "道路普通货物运输", "vehicles": 2}


class IdentityDesk(BaseHTTPRequestHandler):
    """Answers the one question that filing asks the gateway: who is this caller?"""

    def do_GET(self) -> None:
        claims = self.headers["authorization"].split(".")[1]
        subject = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["sub"]
        name, number = PEOPLE.get(subject, ("", ""))
        body = json.dumps({"name": name, "id_number": number, "mobile": "13705760001"}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="session")
def identity_desk() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), IdentityDesk)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def sources_url() -> Iterator[str]:
    """The simulator of the three sources, a real server."""
    settings = SourceSettings.model_validate(
        {"applications": [{"name": "三智办件", "app_key": "test-key", "app_secret": "test-secret"}]}
    )
    server = uvicorn.Server(uvicorn.Config(create_app(settings), port=0, log_level="critical"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def simulator(sources_url: str) -> Iterator[httpx.Client]:
    """The simulator's own switches, back in order afterwards."""
    with httpx.Client(base_url=sources_url) as client:
        yield client
        client.post("/_sim/reset")


@pytest.fixture(scope="session")
def service() -> Service:
    return filing


@pytest.fixture(scope="session")
def extra_settings(identity_desk: str, sources_url: str) -> dict[str, Any]:
    return {
        "gateway_url": identity_desk,
        "sources_url": sources_url,
        "sources_app_key": "test-key",
        "sources_app_secret": "test-secret",
    }


def item(
    item_id: str, directory: str, name: str, *, level: int = 2, limit: int = 3, version: int = 1
) -> ItemChanged:
    return ItemChanged(
        item_id=item_id,
        version=version,
        state="published",
        directory_code=directory,
        name=name,
        region_code="331002",
        department_name="台州市住房公积金中心椒江分中心",
        required_level=level,
        legal_limit=TimeLimit(amount=limit, unit="WORKDAY"),
        promised_limit=TimeLimit(amount=1, unit="WORKDAY"),
    )


def year_2026() -> CalendarChanged:
    spans = [("2026-05-01", "2026-05-05"), ("2026-06-19", "2026-06-21"), ("2026-10-01", "2026-10-07")]
    days = []
    for first, last in spans:
        day = date.fromisoformat(first)
        while day <= date.fromisoformat(last):
            days.append(CalendarDay(date=day.isoformat(), is_off=True))
            day += timedelta(days=1)
    days.append(CalendarDay(date="2026-05-09", is_off=False))
    return CalendarChanged(year="2026", version=1, days=days)


@pytest.fixture
async def catalog(sessions: SessionMaker) -> None:
    """Two items and the year 2026, as svc-catalog announces them."""
    rent = item(RENT, "gjj-29", "无房租赁住房提取公积金")
    freight = item(FREIGHT, "jt-51", "道路货物运输经营许可", limit=20)
    for event in (rent, freight):
        await filing.consumers.dispatch(delivery_of("catalog.item", event.item_id, event), sessions)
    await filing.consumers.dispatch(delivery_of("catalog.calendar", "2026", year_2026()), sessions)


class Resident:
    """One of the six residents, with the browser in the hand."""

    def __init__(self, client: httpx.AsyncClient, header: dict[str, str]) -> None:
        self._client = client
        self._header = header

    async def get(self, path: str) -> httpx.Response:
        return await self._client.get(f"/v1{path}", headers=self._header)

    async def post(self, path: str, body: Any = None, **headers: str) -> httpx.Response:
        return await self._client.post(f"/v1{path}", json=body or {}, headers=self._header | headers)

    async def apply(self, item_id: str = RENT, **form: Any) -> httpx.Response:
        values = (FORM if item_id == RENT else FREIGHT_FORM) | form
        return await self.post("/cases", {"item_id": item_id, "form": values})


@pytest.fixture
def resident(client: httpx.AsyncClient, gateway: Gateway, catalog: None) -> Any:
    """Make any of the six: `resident("lin-xiao")`, `resident("deng-dan", level=1)`."""

    def make(name: str, level: int = 3) -> Resident:
        return Resident(client, gateway.person(name, level=level))

    return make


@pytest.fixture
def clerk(client: httpx.AsyncClient, gateway: Gateway, catalog: None) -> Any:
    """Make a clerk of a region."""

    def make(*regions: str, name: str = "clerk") -> Resident:
        grants = dict.fromkeys(["case:read", "case:accept", "case:correct", "case:decide"], regions)
        return Resident(client, gateway.header(name, grants=grants))

    return make


@pytest.fixture
def clock() -> StoppedClock:
    """Thursday 30 April 2026, nine in the morning in Shanghai."""
    return StoppedClock()
