"""What other people's programs need: codes, links, positions, and a feed that misses nothing."""

import asyncio
import gzip
from collections.abc import AsyncIterator
from importlib import resources
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from servicekit.clock import utc_now
from servicekit.db import SessionMaker
from servicekit.positions import Crs, Point, from_cgcs2000
from servicekit.service import Service
from servicekit.testing import Gateway
from svc_catalog.items.types import Guide
from svc_catalog.regions.seats import seats
from svc_catalog.seed import fill, load


async def test_every_code_has_a_label_a_version_and_a_source(visitor: httpx.AsyncClient) -> None:
    listed = (await visitor.get("/v1/codes")).json()
    themes = (await visitor.get("/v1/codes/person_theme")).json()

    assert len(listed) >= 20
    for line in listed:
        table = (await visitor.get(f"/v1/codes/{line['table']}")).json()
        assert table["version"] >= 1
        assert table["source"]
        assert table["codes"]
        assert len({one["code"] for one in table["codes"]}) == len(table["codes"])
        assert all(one["label"] and one["label_en"].isascii() for one in table["codes"])
    assert {one["code"]: one["label_en"] for one in themes["codes"]}["075"] == "Housing"
    assert (await visitor.get("/v1/codes/shoes")).status_code == 404


async def test_every_code_that_items_use_is_in_its_table(visitor: httpx.AsyncClient) -> None:
    async def codes(table: str) -> set[str]:
        return {one["code"] for one in (await visitor.get(f"/v1/codes/{table}")).json()["codes"]}

    directory: list[dict[str, Any]] = load("directory.json")
    guides = [
        Guide.model_validate(base | {"place": "", "hours": "", "consult_phone": "", "complaint_phone": ""})
        for base in load("guides.json").values()
    ]
    regions = gzip.decompress((resources.files("svc_catalog.data") / "regions.csv.gz").read_bytes()).decode()

    assert {one["item_type"] for one in directory} <= await codes("item_type")
    assert {one["case_type"] for one in directory} <= await codes("case_type")
    assert {code for one in directory for code in one["audiences"]} <= await codes("audience")
    for member, table in (("person_theme", "person_theme"), ("corporate_theme", "corporate_theme")):
        assert {one[member] for one in directory} - {None} <= await codes(table)
    assert {form for guide in guides for form in guide.handle_forms} <= await codes("handle_form")
    assert {guide.promised_limit.unit for guide in guides} <= await codes("limit_unit")
    assert {one.source for guide in guides for one in guide.materials} <= await codes("material_source")
    assert {one for guide in guides for one in guide.cross_region} <= await codes("cross_region")
    assert {one for guide in guides for one in guide.special_procedures} <= await codes("special_procedure")
    assert {line.split(",")[2] for line in regions.splitlines()} <= await codes("region_kind")


async def test_what_is_held_is_not_sent_again(visitor: httpx.AsyncClient) -> None:
    paths = ["/v1/codes", "/v1/codes/item_type", "/v1/calendar/2026", "/v1/navigations?region=331002"]
    paths += ["/v1/themes", "/v1/regions?parent=331000", "/v1/scenes/newborn?region=331002"]
    for path in [*paths, "/v1/items/331002-gjj-29/situations"]:
        first = await visitor.get(path)
        again = await visitor.get(path, headers={"if-none-match": f'"x", W/{first.headers["etag"]}'})
        other = await visitor.get(path, headers={"if-none-match": '"x"'})
        assert [first.status_code, again.status_code, other.status_code] == [200, 304, 200], path
        assert again.content == b""


async def test_a_link_leads_to_its_page_without_a_cookie(visitor: httpx.AsyncClient) -> None:
    wish = {"kind": "item", "key": "331002-gjj-29"}
    made = (await visitor.post("/v1/links", json=wish)).json()
    same = (await visitor.post("/v1/links", json=wish)).json()
    scene = (await visitor.post("/v1/links", json={"kind": "scene", "key": "newborn"})).json()

    led = await visitor.get(f"/v1/links/{made['code'].upper()}")

    assert made == same
    assert (led.status_code, led.headers["location"]) == (302, made["page"])
    assert made["page"] == "https://sanzhi.example/items/331002-gjj-29"
    assert made["short"].endswith(f"/api/catalog/v1/links/{made['code']}")
    assert scene["page"].endswith("/scenes/newborn")
    assert "set-cookie" not in led.headers


async def test_links_lead_only_to_pages_that_are_there(
    visitor: httpx.AsyncClient, clerk: dict[str, str]
) -> None:
    await visitor.post("/v1/items/331002-gjj-29/withdraw", headers=clerk | {"if-match": "*"})
    answers = [
        await visitor.post("/v1/links", json={"kind": "item", "key": "331002-gjj-29"}),
        await visitor.post("/v1/links", json={"kind": "sheet", "key": "AAAA-BBBB-CCCC-DDDD"}),
        await visitor.post("/v1/links", json={"kind": "item", "key": "//evil.example"}),
        await visitor.post("/v1/links", json={"kind": "page", "key": "newborn"}),
        await visitor.get("/v1/links/zzzzzzz"),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 422, 422, 404]


async def test_a_position_tells_the_county_as_an_indication(visitor: httpx.AsyncClient) -> None:
    here = from_cgcs2000(Point(121.3858, 28.3717), Crs.GCJ02)
    path = f"/v1/regions/at?latitude={here.latitude}&longitude={here.longitude}&crs=gcj02"

    wenling = (await visitor.get(path)).json()
    as_wgs = (await visitor.get("/v1/regions/at?latitude=28.6735&longitude=121.4427&crs=wgs84")).json()
    beijing = await visitor.get("/v1/regions/at?latitude=39.9&longitude=116.4")
    nowhere = await visitor.get("/v1/regions/at?latitude=nan&longitude=116.4")

    assert (wenling["region"]["code"], wenling["is_indicative"]) == ("331081", True)
    assert wenling["distance"] <= 1
    assert [one["code"] for one in wenling["above"]] == ["331000", "330000"]
    assert as_wgs["region"]["name"] == "椒江区"
    assert [beijing.status_code, nowhere.status_code] == [404, 422]


def test_every_seat_lies_in_the_box_of_its_county() -> None:
    assert all(seat.may_hold(seat.point) for seat in seats())


@pytest.fixture
async def city(
    service: Service, settings_of: Any, own_database: str, real_sessions: SessionMaker
) -> AsyncIterator[FastAPI]:
    """The whole city with commits that are real: the feed numbers what is committed."""
    async with real_sessions.begin() as session:
        await fill(session, utc_now())
    app = service.asgi(settings_of(own_database))
    app.state.sessions = real_sessions
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def reader(city: FastAPI, gateway: Gateway) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=city, raise_app_exceptions=False)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://test", headers=gateway.visitor
    ) as client:
        yield client


async def read_all(reader: httpx.AsyncClient, since: str = "", **more: str) -> tuple[list[Any], str]:
    """Read the feed to its end."""
    found: list[Any] = []
    while True:
        query = more | ({"since": since} if since else {})
        page = (await reader.get("/v1/changes", params=query)).json()
        found, since = found + page["items"], page["next"]
        if not page["has_more"]:
            return found, since


async def test_the_feed_holds_every_item_once_and_then_what_changes(
    reader: httpx.AsyncClient, gateway: Gateway
) -> None:
    clerk = gateway.header("li", grants={"item:withdraw": ["331002"], "item:publish": ["331002"]})
    everything, cursor = await read_all(reader)
    for act, item in (
        ("withdraw", "ga-01"),
        ("suspend", "ga-02"),
        ("withdraw", "ga-03"),
        ("publish", "ga-03"),
    ):
        done = await reader.post(f"/v1/items/331002-{item}/{act}", headers=clerk | {"if-match": "*"})
        assert done.status_code == 200

    changed, after = await read_all(reader, cursor)
    nothing, same = await read_all(reader, after)
    again, _ = await read_all(reader)
    wenling, _ = await read_all(reader, region="331081")

    assert len(everything) == len({one["item_id"] for one in everything}) == 740
    assert [(one["item_id"], one["state"], one["is_gone"], one["version"]) for one in changed] == [
        ("331002-ga-01", "withdrawn", True, 2),
        ("331002-ga-02", "suspended", True, 2),
        ("331002-ga-03", "published", False, 3),
    ]
    assert (nothing, same) == ([], after)
    assert len(again) == 740
    assert [one["item_id"] for one in again[-3:]] == [one["item_id"] for one in changed]
    assert len(wenling) == 74
    assert (await reader.get("/v1/changes?since=nonsense")).status_code == 422


async def test_who_has_read_on_misses_nothing_that_is_committed_late(
    reader: httpx.AsyncClient, real_sessions: SessionMaker
) -> None:
    _, cursor = await read_all(reader)
    change = text("update items set version = version + 1 where item_id = :id")
    async with real_sessions() as early, real_sessions() as late:
        await late.execute(change, {"id": "331002-ga-01"})
        await early.execute(change, {"id": "331002-ga-02"})
        await early.commit()
        first, cursor = await read_all(reader, cursor)
        await late.commit()
        second, cursor = await read_all(reader, cursor)

    assert [one["item_id"] for one in first + second] == ["331002-ga-02", "331002-ga-01"]


async def test_changes_at_the_same_moment_are_numbered_as_they_are_committed(
    reader: httpx.AsyncClient, real_sessions: SessionMaker
) -> None:
    _, cursor = await read_all(reader)
    change = text("update items set version = version + 1 where item_id = :id")

    async def write(place: int) -> None:
        async with real_sessions.begin() as session:
            await session.execute(change, {"id": f"331002-{codes[place]}"})

    codes = [entry["directory_code"] for entry in load("directory.json")][:40]
    seen: list[str] = []
    writing = asyncio.gather(*(write(place) for place in range(40)))
    while len(seen) < 40:
        found, cursor = await read_all(reader, cursor)
        seen += [one["item_id"] for one in found]
        if not found:
            await asyncio.sleep(0)
    await writing

    assert len(set(seen)) == 40


async def test_a_draft_is_nobodys_business_and_what_is_removed_leaves_a_tombstone(
    reader: httpx.AsyncClient, real_sessions: SessionMaker
) -> None:
    _, cursor = await read_all(reader)
    async with real_sessions.begin() as session:
        await session.execute(text("delete from situations where item_id = '331002-ga-02'"))
        await session.execute(text("delete from items where item_id = '331002-ga-02'"))
        draft = "update items set state = 'draft', version = version + 1 where item_id = '331002-ga-05'"
        await session.execute(text(draft))

    changed, _ = await read_all(reader, cursor)

    assert [(one["item_id"], one["state"], one["is_gone"]) for one in changed] == [
        ("331002-ga-02", "removed", True)
    ]
