"""Where to go now, and why not elsewhere."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from sanzhi_proto.hallmetrics.v1.hallmetrics_pb2 import (
    TicketAbandoned,
    TicketCalled,
    TicketServed,
    TicketTaken,
)
from servicekit import Service
from servicekit.db import SessionMaker
from servicekit.testing import StoppedClock

HERE = "lng=121.4427&lat=28.6735"
Make = Callable[..., Any]


async def ask(visitor: httpx.AsyncClient, more: str = "", item: str = "gjj-29") -> dict[str, Any]:
    answer = await visitor.get(f"/v1/nearest?{HERE}&item={item}&limit=100{more}")
    assert answer.status_code == 200, answer.text
    return {one["id"]: one for one in answer.json()["candidates"]}


def why(candidate: dict[str, Any]) -> list[str]:
    return [reason["code"] for reason in candidate["why_not"]]


def recommended(found: dict[str, Any]) -> list[str]:
    return [key for key, one in found.items() if one["is_recommended"]]


async def test_at_ten_the_nearest_hall_comes_first_and_the_others_say_why_not(
    visitor: httpx.AsyncClient,
) -> None:
    found = await ask(visitor)
    distances = [one["distance_m"] for one in found.values()]

    assert next(iter(found)) == "site-02"
    assert recommended(found) == ["site-02"]
    assert len(found) == 26
    assert distances[1:] == sorted(distances[1:])
    assert found["kiosk-jj-01"]["kind"] == "kiosk"
    assert found["kiosk-jj-01"]["is_fit"]
    assert why(found["site-05"]) == ["does_not_offer"]
    assert (found["site-05"]["is_open"], found["site-05"]["offers"]) == (True, False)
    assert all(one["is_fit"] == (not one["why_not"]) for one in found.values())
    assert all(one["is_fit"] == (one["is_open"] and one["offers"]) for one in found.values())


async def test_in_the_lunch_break_the_terminal_is_recommended(visitor: httpx.AsyncClient) -> None:
    found = await ask(visitor, "&at=2026-04-30T12:15:00%2B08:00")

    assert recommended(found) == ["kiosk-jj-01"]
    assert found["site-02"]["why_not"][0]["text"] == "午间休息，14:00 开放"
    assert found["site-02"]["opens_at"] == "2026-04-30T14:00:00+08:00"
    assert found["site-06"]["is_fit"]


@pytest.mark.parametrize(
    ("moment", "site", "reasons"),
    [
        ("2026-04-30T19:00:00", "site-02", ["closed_now"]),
        ("2026-04-26T10:00:00", "site-02", ["rest_day"]),
        ("2026-04-25T10:00:00", "site-06", []),
        ("2026-05-01T10:00:00", "site-02", ["holiday"]),
        ("2026-05-09T10:00:00", "site-02", []),
        # Without a zone it is local time.
        ("2026-04-30T13:45:00", "site-01", []),
    ],
)
async def test_hours_follow_weekends_holidays_and_worked_saturdays(
    visitor: httpx.AsyncClient, moment: str, site: str, reasons: list[str]
) -> None:
    zone = "" if site == "site-01" else "%2B08:00"

    assert why((await ask(visitor, f"&at={moment}{zone}"))[site]) == reasons


async def test_an_item_of_one_list_is_done_where_that_list_is(visitor: httpx.AsyncClient) -> None:
    found = await ask(visitor, item="331001-gjj-29")

    assert recommended(found) == ["site-01"]
    assert why(found["site-02"]) == ["does_not_offer"]


async def test_a_withdrawn_item_is_offered_nowhere_at_once(
    visitor: httpx.AsyncClient, hear: Make, make_item: Make
) -> None:
    await hear("catalog.item", "331002-gjj-29", make_item("331002", state="withdrawn", version=2))
    await hear("catalog.item", "331002-gjj-29", make_item("331002", version=1))
    await hear("catalog.item", "331081-gjj-29", make_item("331081", state="suspended", version=2))

    found = await ask(visitor)

    assert recommended(found) == ["site-01"]
    assert why(found["site-02"]) == ["item_withdrawn"]
    assert why(found["kiosk-jj-01"]) == ["item_withdrawn"]
    assert why(found["site-06"]) == ["item_suspended"]


async def test_a_silent_terminal_is_not_offered_and_says_since_when(
    visitor: httpx.AsyncClient, hear: Make, make_terminal: Make, clock: StoppedClock
) -> None:
    clock.move(hours=5)
    await hear("kiosk.device", "kiosk-jj-01", make_terminal("offline", 2))
    silent = (await ask(visitor))["kiosk-jj-01"]
    await hear("kiosk.device", "kiosk-jj-01", make_terminal("online", 3))
    await hear("kiosk.device", "kiosk-jj-01", make_terminal("offline", 2))
    back = (await ask(visitor))["kiosk-jj-01"]

    assert why(silent) == ["terminal_offline"]
    assert silent["why_not"][0]["since"] == "2026-04-30T06:03:07Z"
    assert silent["why_not"][0]["text"] == "终端自 14:03:07 起离线"
    assert (silent["is_open"], silent["is_fit"], back["is_fit"]) == (False, False, True)


async def test_a_terminal_has_hours_states_and_a_position_in_whatever_system(
    visitor: httpx.AsyncClient, hear: Make, make_terminal: Make
) -> None:
    moved = {"longitude": 121.424429, "latitude": 28.657052, "crs": "gcj02"}
    hours = {"is_round_the_clock": False, "opens": "08:00", "closes": "21:00"}
    await hear("kiosk.device", "kiosk-jj-01", make_terminal("in_repair", 2, **moved, **hours))

    evening = (await ask(visitor, "&at=2026-04-30T22:00:00%2B08:00"))["kiosk-jj-01"]

    assert why(evening) == ["terminal_in_repair", "closed_now"]
    assert (evening["longitude"], evening["latitude"]) == pytest.approx((121.42, 28.66), abs=2e-6)


async def test_a_point_of_another_system_is_understood(visitor: httpx.AsyncClient) -> None:
    path = "/v1/nearest?item=gjj-29&limit=1"
    plain = (await visitor.get(f"{path}&lng=121.42&lat=28.66")).json()["candidates"]
    shifted = (await visitor.get(f"{path}&lng=121.424429&lat=28.657052&crs=gcj02")).json()["candidates"]

    assert [one["id"] for one in plain] == [one["id"] for one in shifted] == ["site-01"]
    assert abs(plain[0]["distance_m"] - shifted[0]["distance_m"]) <= 1
    assert shifted[0]["crs"] == "gcj02"


async def test_without_an_item_only_hours_count_and_an_unknown_one_is_offered_nowhere(
    visitor: httpx.AsyncClient,
) -> None:
    anything = (await visitor.get(f"/v1/nearest?{HERE}&limit=100")).json()
    unknown = await ask(visitor, item="no-such")

    assert anything["item"] is None
    assert all(one["is_fit"] for one in anything["candidates"])
    assert {tuple(why(one)) for one in unknown.values()} == {("does_not_offer",)}


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("lng=999&lat=28", "lng"),
        ("lng=nan&lat=28", "lng"),
        ("lng=121&lat=91", "lat"),
        ("lat=28", "lng"),
        ("lng=121&lat=28&crs=mars", "crs"),
        ("lng=121&lat=28&at=tomorrow", "at"),
        ("lng=121&lat=28&at=9999-12-31T23:59:59Z", "at"),
        ("lng=121&lat=28&item=a%00b", "item"),
        ("lng=121&lat=28&limit=0", "limit"),
    ],
)
async def test_wrong_parameters_are_named(visitor: httpx.AsyncClient, query: str, parameter: str) -> None:
    refused = await visitor.get(f"/v1/nearest?{query}")

    assert refused.status_code == 422
    assert [error["parameter"] for error in refused.json()["errors"]] == [parameter]


async def test_the_live_wait_is_that_of_those_called_in_the_last_hour(
    visitor: httpx.AsyncClient,
    hear: Make,
    clock: StoppedClock,
    service: Service,
    sessions: SessionMaker,
) -> None:
    common: dict[str, Any] = {"hall_id": "site-02", "region_code": "331002", "business": "A"}

    def at(clock_time: str) -> str:
        return f"2026-04-30T{clock_time}:00+08:00"

    for event in (
        TicketTaken(ticket_id="waits", taken_at=at("09:50"), **common),
        # Called, and only then heard to have been taken: it does not go back.
        TicketCalled(ticket_id="called", taken_at=at("09:40"), called_at=at("09:50"), **common),
        TicketTaken(ticket_id="called", taken_at=at("09:40"), **common),
        # Served, its call never told by itself.
        TicketTaken(ticket_id="served", taken_at=at("09:10"), **common),
        TicketServed(ticket_id="served", called_at=at("09:30"), served_at=at("09:45"), **common),
        # Called too long ago to count, and gone.
        TicketCalled(ticket_id="long-ago", taken_at=at("08:30"), called_at=at("08:59"), **common),
        TicketAbandoned(ticket_id="gone", taken_at=at("09:00"), abandoned_at=at("09:20"), **common),
        # Of yesterday.
        TicketTaken(ticket_id="old", taken_at="2026-04-29T09:00:00+08:00", **common),
    ):
        await hear("hallmetrics.ticket", event.ticket_id, event)

    wait = (await visitor.get("/v1/sites/site-02")).json()["wait"]
    ranked = (await ask(visitor))["site-02"]["wait"]
    clock.move(days=1)
    await service.jobs.begin(sessions, clock)
    await service.jobs.run_due(sessions, clock)
    tomorrow = (await visitor.get("/v1/sites/site-02")).json()["wait"]

    assert wait == {"waiting": 1, "n": 2, "mean_s": 900.0, "as_of": "2026-04-30T02:00:00Z"}
    assert ranked == wait
    assert tomorrow is None
