"""The catalogue asks filing, helpdesk, map and kiosk what they hold of it; all of them are the real ones."""

import json
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
from joserfc.jwk import ECKey, KeySet
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import joinedload

from gateway.apps.rules import claims_of_service, read_assertion
from sanzhi_cli.keys import new_signing_key
from sanzhi_proto.catalog.v1.catalog_pb2 import ItemChanged
from servicekit import Service
from servicekit.clock import utc_now
from servicekit.db import RuntimeBase, SessionMaker, connect
from servicekit.http import Http
from servicekit.testing import Gateway, StoppedClock, database_of, delivery_of
from servicekit.tools import Tools, vault_of
from svc_catalog.departments.models import Department
from svc_catalog.items.models import DirectoryEntry, Item
from svc_catalog.items.service import all_items
from svc_catalog.main import service as catalog
from svc_catalog.media.models import MediaGuide, MediaItem
from svc_catalog.seed import department_rows, directory_rows, item_rows, year_rows
from svc_filing.items import models as filing_items
from svc_filing.main import service as filing
from svc_helpdesk.items import models as helpdesk_items
from svc_helpdesk.main import service as helpdesk
from svc_kiosk.items import models as kiosk_items
from svc_kiosk.main import service as kiosk
from svc_map.items import models as map_items
from svc_map.main import service as map_

CODES, REGIONS = {"ga-02", "gjj-29"}, {"331002", "331081"}
FUND, IDENTITY = "331002-gjj-29", "331002-ga-02"
NEIGHBOURS = {one.name: one for one in (filing, helpdesk, map_, kiosk)}
MODELS: dict[str, ModuleType] = {
    "svc-filing": filing_items,
    "svc-helpdesk": helpdesk_items,
    "svc-map": map_items,
    "svc-kiosk": kiosk_items,
}
KEYS = json.dumps({"current": "t", "keys": {"t": secrets.token_hex(32)}})


@pytest.fixture(scope="session")
def service() -> Service:
    return catalog


@pytest.fixture(scope="module")
def service_key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("keys") / "svc-catalog.jwk"
    file.write_text(json.dumps(new_signing_key("svc-catalog")))
    return file


@pytest.fixture(scope="module")
def extra_settings(service_key: Path) -> dict[str, Any]:
    return {
        "neighbours": {name: f"http://{name}" for name in NEIGHBOURS},
        "door_url": "http://door",
        "service_key_file": service_key,
    }


class Away(httpx.AsyncBaseTransport):
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("away", request=request)


class Town:
    """The neighbours, their databases, and the door at which the catalogue proves itself."""

    def __init__(self, gateway: Gateway, service_key: Path) -> None:
        self.gateway, self.clock = gateway, StoppedClock()
        self.apps: dict[str, httpx.AsyncBaseTransport] = {}
        self.sessions: dict[str, SessionMaker] = {}
        self.keys = KeySet([ECKey.import_key(json.loads(service_key.read_text()))])
        self.away: set[str] = set()

    async def move_in(self, name: str, stack: AsyncExitStack) -> None:
        service = NEIGHBOURS[name]
        url = await stack.enter_async_context(database_of(service.name.replace("-", "_")))
        values = {"database_url": url, "token_keys": self.gateway.keys, "vault_keys": KEYS}
        settings = service.settings.model_validate(values)
        engine, sessions = connect(url)
        stack.push_async_callback(engine.dispose)
        sessions.configure(info={"tools": Tools(settings, self.clock, self.http(), vault_of(settings))})
        self.sessions[name] = sessions
        app = service.asgi(settings)
        await stack.enter_async_context(app.router.lifespan_context(app))
        self.apps[name] = httpx.ASGITransport(app)

    async def move_out(self) -> None:
        """Forget what the last test told."""
        self.away = set()
        for name, sessions in self.sessions.items():
            async with sessions.begin() as session:
                for metadata in (NEIGHBOURS[name].base.metadata, RuntimeBase.metadata):
                    for table in reversed(metadata.sorted_tables):
                        await session.execute(delete(table))

    async def tell(self, events: list[ItemChanged], *names: str) -> None:
        for name in names or NEIGHBOURS:
            for event in events:
                delivery = delivery_of("catalog.item", event.item_id, event)
                await NEIGHBOURS[name].consumers.dispatch(delivery, self.sessions[name])

    async def handle(self, request: httpx.Request) -> httpx.Response:
        name = request.url.host
        if name in self.away:
            return await Away().handle_async_request(request)
        if name != "door":
            return await self.apps[name].handle_async_request(request)
        assert request.url.path == "/api/gateway/v1/service-tokens"
        proof = read_assertion(json.loads(await request.aread())["assertion"], self.keys, self.clock())
        claims = claims_of_service(proof.service)
        header = self.gateway.header(claims["sub"], kind=claims["knd"], grants=claims["grants"])
        return httpx.Response(200, json={"token": header["authorization"].removeprefix("Bearer ")})

    def http(self) -> Http:
        return Http(httpx.AsyncClient(transport=httpx.MockTransport(self.handle)))


@pytest.fixture(scope="module")
async def houses(gateway: Gateway, service_key: Path) -> AsyncIterator[Town]:
    town = Town(gateway, service_key)
    async with AsyncExitStack() as stack:
        for name in NEIGHBOURS:
            await town.move_in(name, stack)
        yield town


@pytest.fixture
async def town(houses: Town) -> AsyncIterator[Town]:
    houses.clock.at = utc_now() + timedelta(hours=1)
    yield houses
    await houses.move_out()


@pytest.fixture
def clock(town: Town) -> StoppedClock:
    return town.clock


@pytest.fixture
def tools(settings_of: Any, database_url: str, clock: StoppedClock, town: Town) -> Tools:
    settings = settings_of(database_url)
    return Tools(settings, clock, town.http(), vault_of(settings))


class Office:
    """The catalogue with four items that everybody knows."""

    def __init__(
        self, client: httpx.AsyncClient, gateway: Gateway, sessions: SessionMaker, town: Town
    ) -> None:
        self.client, self.sessions, self.town = client, sessions, town
        self.clerk = gateway.header(
            "li-min", grants={one: ["331002"] for one in ("item:read", "drift:read", "item:withdraw")}
        )
        self.chief = gateway.header("chen", grants={"drift:read": ["331000"], "drift:run": ["331000"]})

    async def fill(self) -> None:
        async with self.sessions.begin() as session:
            await session.execute(insert(Department), list(department_rows()))
            rows = [row for row in directory_rows() if row["code"] in CODES]
            await session.execute(insert(DirectoryEntry), rows)
            now = utc_now()
            items = [one for one in item_rows(now) if one.directory_code in CODES]
            session.add_all([one for one in items if one.region_code in REGIONS])
            session.add_all(year_rows())
        await self.town.tell(await self.now())

    async def now(self) -> list[ItemChanged]:
        """Return what the catalogue announces of every item as it now is."""
        async with self.sessions() as session:
            return [
                event.message async for event in all_items(session) if isinstance(event.message, ItemChanged)
            ]

    async def compare(self) -> dict[str, Any]:
        told = await self.client.post("/v1/operator/drift/run", headers=self.chief)
        assert told.status_code == 202, told.text
        await catalog.jobs.run_due(self.sessions, self.town.clock)
        runs = await self.client.get("/v1/operator/drift/runs", headers=self.chief)
        return dict(runs.json()[0])

    async def tasks(self, state: str = "open") -> dict[tuple[str, str], list[str]]:
        answer = await self.client.get(f"/v1/operator/drift/tasks?state={state}", headers=self.chief)
        return {
            (one["neighbour"], one["item_id"]): [part["kind"] for part in one["differences"]]
            for one in answer.json()["items"]
        }

    async def withdraw(self) -> None:
        async with self.sessions.begin() as session:
            wanted = select(Item).where(Item.item_id == FUND).options(joinedload(Item.entry))
            item = (await session.scalars(wanted)).one()
            item.state, item.changed_at = "withdrawn", self.town.clock()


@pytest.fixture
async def office(client: httpx.AsyncClient, gateway: Gateway, sessions: SessionMaker, town: Town) -> Office:
    office = Office(client, gateway, sessions, town)
    await office.fill()
    return office


async def test_where_everybody_says_the_same_there_is_nothing_to_do(office: Office) -> None:
    run = await office.compare()

    assert run["items"] == 4
    told = {name: (one["verdict"], one["differing"]) for name, one in run["neighbours"].items()}
    assert told == dict.fromkeys([*NEIGHBOURS, "guides"], ("compared", 0))
    assert await office.tasks() == {}


async def test_what_others_have_not_heard_is_a_task_until_they_have(office: Office) -> None:
    await office.withdraw()
    await office.compare()
    on_the_way = await office.tasks()
    office.town.clock.move(minutes=11)
    run = await office.compare()
    found = await office.tasks()
    todos = (await office.client.get("/v1/operator/drift/tasks?state=open", headers=office.clerk)).json()[
        "items"
    ]
    waiting = (await office.client.get("/v1/operator/todos", headers=office.clerk)).json()
    again = await office.compare()
    await office.town.tell(await office.now())
    mended = await office.compare()

    assert on_the_way == {}
    expected = {(name, FUND): ["version", "offered"] for name in NEIGHBOURS}
    is_kiosk = next(one.is_kiosk for one in await office.now() if one.item_id == FUND)
    assert found == expected | ({} if is_kiosk else {("svc-kiosk", FUND): ["version"]})
    assert {(one["owner"], one["region_code"], one["is_overdue"]) for one in todos} == {
        ("catalog:operator", "331002", False)
    }
    assert todos[0]["due_on"] > todos[0]["opened_at"][:10]
    assert {(one["kind"], one["detail"]) for one in waiting["items"]} == {
        ("drift", name) for name, _ in found
    }
    assert (run["opened"], again["opened"], mended["closed"]) == (4, 0, 4)
    assert await office.tasks() == {}
    assert set(await office.tasks("closed")) == set(found)


async def test_who_is_away_is_named_and_neither_blamed_nor_cleared(office: Office) -> None:
    await office.withdraw()
    office.town.clock.move(minutes=11)
    office.town.away = {"svc-map"}
    first = await office.compare()
    without = {name for name, _ in await office.tasks()}
    office.town.away = set()
    await office.compare()
    office.town.away = {"svc-map"}
    await office.town.tell(await office.now())
    await office.compare()

    assert first["neighbours"]["svc-map"] == {"verdict": "away", "held": None, "differing": None}
    assert without == set(NEIGHBOURS) - {"svc-map"}
    assert {name for name, _ in await office.tasks()} == {"svc-map"}


async def test_without_the_gateway_nobody_is_asked(office: Office) -> None:
    await office.withdraw()
    office.town.clock.move(minutes=11)
    office.town.away = {"door"}
    run = await office.compare()

    assert {name for name, one in run["neighbours"].items() if one["verdict"] == "away"} == set(NEIGHBOURS)
    assert await office.tasks() == {}


async def test_a_lost_copy_a_wrong_name_and_a_stranger_are_told_apart(office: Office) -> None:
    for name, change in (("svc-filing", "lost"), ("svc-map", "named"), ("svc-kiosk", "stranger")):
        model = MODELS[name].Item
        async with office.town.sessions[name].begin() as session:
            if change == "lost":
                await session.execute(delete(model).where(model.item_id == IDENTITY))
            if change == "named":
                await session.execute(update(model).where(model.item_id == IDENTITY).values(name="旧名"))
            if change == "stranger":
                row = {"item_id": "331081-zz-99", "region_code": "331081", "name": "无此事项"}
                await session.execute(insert(model).values(row | {"is_offered": True, "source_version": 3}))
    await office.compare()

    assert await office.tasks() == {
        ("svc-filing", IDENTITY): ["missing"],
        ("svc-map", IDENTITY): ["name"],
        ("svc-kiosk", "331081-zz-99"): ["unknown"],
    }


async def test_a_film_about_what_nobody_offers_leads_people_on(office: Office) -> None:
    await office.withdraw()
    async with office.sessions.begin() as session:
        guide = MediaGuide(region_code="331002", form="video", title="提取公积金", author="a", published={})
        guide.changed_at = office.town.clock()
        session.add(guide)
        await session.flush()
        session.add(MediaItem(media_id=guide.media_id, directory_code="gjj-29"))
    await office.town.tell(await office.now())
    office.town.clock.move(minutes=11)
    await office.compare()

    assert await office.tasks() == {("guides", FUND): ["offered"]}


async def test_a_neighbour_tells_what_it_holds_page_by_page_and_only_of_the_callers_regions(
    office: Office, gateway: Gateway
) -> None:
    header = gateway.header("li-min", grants={"drift:read": ["331002"]})
    for transport in office.town.apps.values():
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            answer = await client.get("/v1/held-items?limit=1", headers=header)
            assert answer.status_code == 200, answer.text
            first = answer.json()
            second = (await client.get(f"/v1/held-items?after={first['next']}", headers=header)).json()
            refused = await client.get("/v1/held-items", headers=gateway.person("lin-xiao"))

        assert [one["key"] for one in first["items"] + second["items"]] == [IDENTITY, FUND]
        assert second["next"] is None
        assert refused.status_code == 403
