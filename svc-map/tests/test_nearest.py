"""Where to go now, and why not elsewhere."""

from collections.abc import Callable
from typing import Any

import httpx

from sanzhi_proto.catalog.v1.catalog_pb2 import ItemChanged
from sanzhi_proto.hallmetrics.v1.hallmetrics_pb2 import TicketCalled, TicketTaken
from servicekit.testing import Gateway

HERE = "lng=121.4427&lat=28.6735"


async def ask(visitor: httpx.AsyncClient, more: str = "", item: str = "gjj-29") -> dict[str, Any]:
    answer = await visitor.get(f"/v1/nearest?{HERE}&item={item}&limit=100{more}")
    assert answer.status_code == 200, answer.text
    return {one["id"]: one for one in answer.json()["candidates"]}


def why(candidate: dict[str, Any]) -> list[str]:
    return [reason["code"] for reason in candidate["why_not"]]


async def test_at_ten_the_nearest_hall_is_recommended_and_the_others_say_why_not(
    visitor: httpx.AsyncClient,
) -> None:
    found = await ask(visitor)

    assert next(iter(found)) == "site-02"
    assert found["site-02"]["is_recommended"]
    assert found["kiosk-jj-01"]["is_fit"]
    assert why(found["site-05"]) == ["does_not_offer"]
    assert all(one["is_fit"] or one["why_not"] for one in found.values())
    assert [one["is_fit"] for one in found.values()] == sorted(
        (one["is_fit"] for one in found.values()), reverse=True
    )


async def test_hours_follow_lunch_weekends_holidays_and_worked_saturdays(visitor: httpx.AsyncClient) -> None:
    async def reason(moment: str, site: str = "site-02") -> list[str]:
        return why((await ask(visitor, f"&at={moment}%2B08:00"))[site])

    assert await reason("2026-04-30T12:15:00") == ["lunch_break"]
    assert await reason("2026-04-30T12:15:00", "site-01") == []
    assert await reason("2026-04-30T19:00:00") == ["closed_now"]
    assert await reason("2026-04-26T10:00:00") == ["rest_day"]
    assert await reason("2026-04-25T10:00:00", "site-06") == []
    assert await reason("2026-05-01T10:00:00") == ["holiday"]
    assert await reason("2026-05-09T10:00:00") == []


async def test_a_closed_hall_says_when_it_opens(visitor: httpx.AsyncClient) -> None:
    found = await ask(visitor, "&at=2026-04-30T19:00:00%2B08:00")

    # After the holiday of five days comes Wednesday the 6th.
    assert found["site-02"]["opens_at"] == "2026-05-06T08:30:00+08:00"


async def test_a_withdrawn_item_is_offered_nowhere_at_once(
    visitor: httpx.AsyncClient, hear: Callable[..., Any]
) -> None:
    gone = ItemChanged(
        item_id="331002-gjj-29", version=2, directory_code="gjj-29", region_code="331002", state="withdrawn"
    )
    await hear("catalog.item", gone.item_id, gone)

    found = await ask(visitor)

    assert why(found["site-02"]) == ["item_withdrawn"]
    assert why(found["kiosk-jj-01"]) == ["does_not_offer"]


async def test_a_silent_terminal_is_not_offered_and_says_since_when(
    visitor: httpx.AsyncClient, hear: Callable[..., Any], make_terminal: Callable[..., Any]
) -> None:
    await hear("kiosk.device", "kiosk-jj-01", make_terminal("offline", 2))
    silent = (await ask(visitor))["kiosk-jj-01"]
    await hear("kiosk.device", "kiosk-jj-01", make_terminal("online", 3))
    await hear("kiosk.device", "kiosk-jj-01", make_terminal("offline", 2))
    back = (await ask(visitor))["kiosk-jj-01"]

    assert why(silent) == ["terminal_offline"]
    assert silent["why_not"][0]["since"] == "2026-04-30T06:03:07Z"
    assert "14:03:07" in silent["why_not"][0]["text"]
    assert back["is_fit"]


async def test_the_live_wait_is_that_of_the_last_hour(
    visitor: httpx.AsyncClient, hear: Callable[..., Any]
) -> None:
    common = {"hall_id": "site-02", "region_code": "331002", "business": "A"}
    taken = TicketTaken(ticket_id="t1", taken_at="2026-04-30T01:50:00+00:00", **common)
    called = TicketCalled(
        ticket_id="t2", taken_at="2026-04-30T01:40:00+00:00", called_at="2026-04-30T01:50:00+00:00", **common
    )
    late = TicketTaken(ticket_id="t2", taken_at="2026-04-30T01:40:00+00:00", **common)
    for message in (taken, called, late):
        await hear("hallmetrics.ticket", message.ticket_id, message)

    site = (await visitor.get("/v1/sites/site-02")).json()

    assert site["wait"] == {"waiting": 1, "n": 1, "mean_s": 600.0}
    assert (await ask(visitor))["site-02"]["wait"]["waiting"] == 1


async def test_a_point_of_another_system_is_understood(visitor: httpx.AsyncClient) -> None:
    path = "/v1/nearest?item=gjj-29&limit=1"
    plain = (await visitor.get(f"{path}&lng=121.42&lat=28.66")).json()["candidates"][0]
    shifted = (await visitor.get(f"{path}&lng=121.424429&lat=28.657052&crs=gcj02")).json()["candidates"][0]

    assert plain["id"] == shifted["id"]
    assert abs(plain["distance_m"] - shifted["distance_m"]) <= 1
    assert shifted["crs"] == "gcj02"


async def test_wrong_parameters_are_named(visitor: httpx.AsyncClient) -> None:
    far = await visitor.get("/v1/nearest?lng=999&lat=28")
    strange = await visitor.get("/v1/nearest?lng=121&lat=28&crs=mars")

    assert [far.status_code, strange.status_code] == [422, 422]
    assert far.json()["errors"][0]["parameter"] == "lng"
    assert strange.json()["errors"][0]["parameter"] == "crs"


async def test_an_operator_pauses_a_site_of_the_own_region_only(
    visitor: httpx.AsyncClient, gateway: Gateway
) -> None:
    grants = {name: ["331002"] for name in ("site:read", "site:edit")}
    clerk = gateway.header("li", grants=grants) | {"if-match": '"1"'}
    mine, theirs = "/v1/operator/sites/site-02", "/v1/operator/sites/site-06"

    foreign = await visitor.patch(theirs, json={"state": "paused"}, headers=clerk)
    paused = await visitor.patch(mine, json={"state": "paused"}, headers=clerk)
    stale = await visitor.patch(mine, json={"state": "open"}, headers=clerk)
    listed = (await visitor.get("/v1/operator/sites", headers=clerk)).json()["items"]

    assert [foreign.status_code, paused.status_code, stale.status_code] == [404, 200, 412]
    assert paused.json()["why_not"] == "网点临时停办"
    assert why((await ask(visitor))["site-02"]) == ["site_paused"]
    assert {site["region_code"] for site in listed} == {"331002"}
