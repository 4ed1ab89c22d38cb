"""Sites are shown to everybody, edited by those who look after them, and follow the catalogue."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from sanzhi_proto.map.v1.map_pb2 import SiteChanged
from servicekit import Service
from servicekit.db import SessionMaker
from servicekit.testing import RecordedOutbox, StoppedClock
from svc_map.seed import fill

Make = Callable[..., Any]


async def test_there_are_25_indicative_sites_in_the_order_of_the_table_and_only_once(
    visitor: httpx.AsyncClient, sessions: SessionMaker, clock: StoppedClock, announced: RecordedOutbox
) -> None:
    async with sessions.begin() as session:
        await fill(session, clock())

    first = (await visitor.get("/v1/sites?limit=20")).json()
    rest = (await visitor.get(f"/v1/sites?limit=20&after={first['next']}")).json()
    found = first["items"] + rest["items"]

    assert [site["site_id"] for site in found] == [f"site-{number:02}" for number in range(1, 26)]
    assert all(site["is_indicative"] for site in found)
    assert rest["next"] is None
    assert (found[0]["region_code"], found[0]["list_region"]) == ("331002", "331001")
    assert (found[10]["region_code"], found[10]["kind"]) == ("331091", "branch")
    assert len(await announced.messages(SiteChanged)) == 25


async def test_a_region_has_the_sites_that_lie_there_or_offer_its_list(visitor: httpx.AsyncClient) -> None:
    async def ids(region: str) -> list[str]:
        return [one["site_id"] for one in (await visitor.get(f"/v1/sites?region={region}")).json()["items"]]

    assert await ids("331002") == ["site-01", "site-02"]
    assert await ids("331001") == ["site-01"]
    assert len(await ids("331000")) == 11
    assert await ids("533324") == ["site-23", "site-25"]


async def test_a_site_shows_its_day_its_week_and_what_it_offers(visitor: httpx.AsyncClient) -> None:
    answer = await visitor.get("/v1/sites/site-02?crs=gcj02")
    site = answer.json()

    assert answer.headers["etag"] == '"1"'
    assert site["today"]["spans"] == [
        {"opens": "08:30", "closes": "12:00"},
        {"opens": "14:00", "closes": "17:30"},
    ]
    assert [item["item_id"] for item in site["items"]] == ["331002-gjj-29"]
    assert len(site["hours"]) == 10
    assert (site["is_open"], site["why_not"], site["crs"]) == (True, None, "gcj02")
    assert (await visitor.get("/v1/sites/site-99")).status_code == 404


async def test_a_short_list_offers_only_what_is_on_it(
    visitor: httpx.AsyncClient, hear: Make, make_item: Make
) -> None:
    on_list = make_item("533324")
    on_list.item_id, on_list.directory_code = "533324-mz-60", "mz-60"
    for item in (make_item("533324"), on_list):
        await hear("catalog.item", item.item_id, item)

    county = (await visitor.get("/v1/sites/site-23")).json()["items"]
    town = (await visitor.get("/v1/sites/site-25")).json()["items"]

    assert [item["directory_code"] for item in county] == ["gjj-29", "mz-60"]
    assert [item["directory_code"] for item in town] == ["mz-60"]


async def test_an_operator_pauses_a_site_of_the_own_list_only(
    visitor: httpx.AsyncClient,
    clerk: dict[str, str],
    city_admin: dict[str, str],
    announced: RecordedOutbox,
) -> None:
    mine, pause = "/v1/operator/sites/site-02", {"state": "paused"}
    tag = {"if-match": '"1"'}

    foreign = await visitor.patch("/v1/operator/sites/site-06", json=pause, headers=clerk | tag)
    citys = await visitor.patch("/v1/operator/sites/site-01", json=pause, headers=clerk | tag)
    untagged = await visitor.patch(mine, json=pause, headers=clerk)
    paused = await visitor.patch(mine, json=pause, headers=clerk | tag)
    stale = await visitor.patch(mine, json={"state": "open"}, headers=clerk | tag)
    listed = (await visitor.get("/v1/operator/sites", headers=clerk)).json()["items"]
    by_admin = await visitor.patch("/v1/operator/sites/site-01", json=pause, headers=city_admin | tag)

    assert [foreign.status_code, citys.status_code, untagged.status_code] == [404, 404, 428]
    assert [paused.status_code, stale.status_code, by_admin.status_code] == [200, 412, 200]
    assert (paused.json()["why_not"], paused.json()["changed_by"]) == ("网点暂停服务", "li-min")
    assert paused.headers["etag"] == '"2"'
    assert [site["site_id"] for site in listed] == ["site-02"]
    told = [site for site in await announced.messages(SiteChanged) if site.state == "paused"]
    assert [(site.site_id, site.version) for site in told] == [("site-02", 2), ("site-01", 2)]
    assert list(told[0].item_ids) == ["331002-gjj-29"]


async def test_an_edit_moves_a_site_and_gives_it_another_week(
    visitor: httpx.AsyncClient, clerk: dict[str, str]
) -> None:
    edit = {
        "position": {"longitude": 121.424429, "latitude": 28.657052, "crs": "gcj02"},
        "is_indicative": False,
        "hours": [
            {"weekday": 1, "opens": "08:30", "closes": "12:30"},
            {"weekday": 4, "opens": "10:30", "closes": "16:00"},
        ],
    }

    path = "/v1/operator/sites/site-02"
    edited = (await visitor.patch(path, json=edit, headers=clerk | {"if-match": '"1"'})).json()
    shown = (await visitor.get("/v1/sites/site-02")).json()

    assert (edited["longitude"], edited["latitude"]) == pytest.approx((121.42, 28.66), abs=2e-6)
    assert (edited["is_indicative"], edited["hours"], edited["version"]) == (False, edit["hours"], 2)
    assert (shown["why_not"], shown["reason"]) == ("不在开放时间，10:30 开放", "closed_now")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "#"),
        ({"state": "gone"}, "#/state"),
        ({"windows": -1}, "#/windows"),
        ({"region_code": "331081"}, "#"),
        ({"phone": "call me"}, "#/phone"),
        ({"position": {"longitude": 999, "latitude": 28}}, "#/position/longitude"),
        ({"hours": [{"weekday": 8, "opens": "08:30", "closes": "12:00"}]}, "#/hours/0/weekday"),
        ({"hours": [{"weekday": 1, "opens": "12:00", "closes": "08:30"}]}, "#/hours/0/closes"),
    ],
)
async def test_what_cannot_be_is_refused_at_its_place(
    visitor: httpx.AsyncClient, clerk: dict[str, str], body: dict[str, Any], pointer: str
) -> None:
    path = "/v1/operator/sites/site-02"
    refused = await visitor.patch(path, json=body, headers=clerk | {"if-match": '"1"'})

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == pointer
    assert (await visitor.get("/v1/sites/site-02")).json()["version"] == 1


async def test_a_withdrawn_item_is_a_task_of_its_region_and_its_sites_tell_it(
    visitor: httpx.AsyncClient,
    clerk: dict[str, str],
    wenling: dict[str, str],
    hear: Make,
    make_item: Make,
    service: Service,
    sessions: SessionMaker,
    clock: StoppedClock,
    announced: RecordedOutbox,
) -> None:
    clock.move(seconds=2)
    await service.jobs.run_due(sessions, clock)
    await hear("catalog.item", "331002-gjj-29", make_item("331002", state="withdrawn", version=2))
    clock.move(seconds=2)
    await service.jobs.run_due(sessions, clock)

    (task,) = (await visitor.get("/v1/operator/tasks", headers=clerk)).json()["items"]
    path = f"/v1/operator/tasks/{task['id']}/close"
    theirs = (await visitor.get("/v1/operator/tasks", headers=wenling)).json()["items"]
    foreign = await visitor.post(path, json={"note": "看过了"}, headers=wenling)
    closed = await visitor.post(path, json={"note": "公示已撤下"}, headers=clerk)
    again = await visitor.post(path, json={"note": "公示已撤下"}, headers=clerk)
    told = [site for site in await announced.messages(SiteChanged) if site.site_id == "site-02"]

    assert (task["kind"], task["subject"]) == ("item_gone", "331002-gjj-29")
    assert (task["region_code"], task["reason"]) == ("331002", "item_withdrawn")
    assert "椒江区行政服务中心" in task["title"]
    assert theirs == []
    assert [foreign.status_code, closed.status_code, again.status_code] == [404, 200, 409]
    assert [list(site.item_ids) for site in told] == [[], ["331002-gjj-29"], []]
    assert [site.version for site in told] == [1, 2, 3]


async def test_published_again_the_task_is_done_and_a_change_is_another(
    visitor: httpx.AsyncClient, clerk: dict[str, str], hear: Make, make_item: Make
) -> None:
    for item in (
        make_item("331002", state="withdrawn", version=2),
        make_item("331002", version=3),
        make_item("331002", version=4, changed=["materials", "place"]),
        # Told again, and of a region without a site.
        make_item("331002", version=4, changed=["materials"]),
        make_item("331002", version=5),
        make_item("110000"),
        make_item("110000", state="withdrawn", version=2),
    ):
        await hear("catalog.item", item.item_id, item)

    tasks = (await visitor.get("/v1/operator/tasks?open_only=false", headers=clerk)).json()["items"]

    assert [(task["kind"], task["reason"], task["closed_by"]) for task in tasks] == [
        ("item_changed", "materials,place", None),
        ("item_gone", "item_withdrawn", "svc-map"),
    ]
