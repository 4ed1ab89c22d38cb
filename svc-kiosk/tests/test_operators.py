"""What operators and passers-by see of terminals, and what they may do."""

from typing import Any

import pytest

from servicekit.testing import Gateway


async def test_an_operator_sees_the_terminals_of_the_regions_of_the_grant_and_no_others(street: Any) -> None:
    await street.register("kiosk-jj-01")
    await street.register("kiosk-wl-01", region_code="331081")

    async def ids(*regions: str) -> list[str]:
        answer = await street.client.get("/v1/devices", headers=street.operator(*regions))
        return [device["device_id"] for device in answer.json()["items"]]

    assert await ids("331000") == ["kiosk-jj-01", "kiosk-wl-01"]
    assert await ids("331002") == ["kiosk-jj-01"]
    assert await ids("331081") == ["kiosk-wl-01"]
    assert await ids("330900") == []


@pytest.mark.parametrize("grants", [{}, {"alarm:read": ["331000"]}])
async def test_without_the_permission_nothing_is_shown(
    street: Any, gateway: Gateway, grants: dict[str, list[str]]
) -> None:
    await street.register("kiosk-jj-01")
    headers = gateway.header("clerk", grants=grants)

    answers = [
        await street.client.get("/v1/devices", headers=headers),
        await street.client.get("/v1/devices/kiosk-jj-01", headers=headers),
        await street.client.get("/v1/hearing", headers=headers),
        await street.client.post("/v1/devices", json=street.registration("kiosk-jj-02"), headers=headers),
    ]

    assert [answer.status_code for answer in answers] == [403] * 4


async def test_a_terminal_of_a_foreign_region_is_not_there_for_any_act(street: Any) -> None:
    await street.register("kiosk-jj-01")
    await street.beat("kiosk-jj-01")
    await street.pass_time(minutes=4)
    [alarm] = await street.alarms("kiosk-jj-01")
    foreign = street.operator("331081") | {"if-match": "*"}

    answers = [
        await street.client.get("/v1/devices/kiosk-jj-01", headers=foreign),
        await street.client.patch("/v1/devices/kiosk-jj-01", json={"opens": "09:00"}, headers=foreign),
        await street.client.post(f"/v1/alarms/{alarm.id}/acknowledge", json={}, headers=foreign),
    ]
    seen = await street.client.get("/v1/alarms", headers=foreign)

    assert [answer.status_code for answer in answers] == [404] * 3
    assert seen.json()["items"] == []


async def test_nobody_registers_a_terminal_outside_his_regions_or_twice(street: Any) -> None:
    await street.register("kiosk-jj-01")
    clerk = street.operator("331002")

    async def status(body: dict[str, Any]) -> int:
        return int((await street.client.post("/v1/devices", json=body, headers=clerk)).status_code)

    assert await status(street.registration("kiosk-wl-01", region_code="331081")) == 403
    assert await status(street.registration("kiosk-jj-01", asset_number="other")) == 409
    assert await status(street.registration("kiosk-jj-02", asset_number="ZD-kiosk-jj-01")) == 409
    assert await status(street.registration("kiosk-jj-02", region_code="331002001")) == 201


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"device_id": "../etc"}, "#/device_id"),
        ({"region_code": "3310"}, "#/region_code"),
        ({"longitude": 12.3}, "#/longitude"),
        ({"crs": "bd09"}, "#/crs"),
        ({"is_round_the_clock": False}, "#/opens"),
        ({"is_round_the_clock": False, "opens": "08:30"}, "#/closes"),
        ({"is_round_the_clock": False, "opens": "17:30", "closes": "08:30"}, "#/closes"),
        ({"is_round_the_clock": False, "opens": "24:00", "closes": "25:00"}, "#/opens"),
        ({"keeper_phone": "12"}, "#/keeper_phone"),
        ({"name": "x" * 81}, "#/name"),
        ({"state": "online"}, "#/"),
    ],
)
async def test_a_registration_of_another_form_is_refused_at_its_pointer(
    street: Any, wrong: dict[str, Any], pointer: str
) -> None:
    body = street.registration("kiosk-jj-01") | wrong

    answer = await street.client.post("/v1/devices", json=body, headers=street.operator())

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] in {pointer, pointer.rstrip("/")}
    assert (await street.client.get("/v1/devices", headers=street.operator())).json()["items"] == []


async def test_hours_change_for_whoever_has_read_the_newest_version(street: Any) -> None:
    device = await street.register("kiosk-jj-01")
    address, clerk = f"/v1/devices/{device}", street.operator("331002")
    read = await street.client.get(address, headers=clerk)
    tag = {"if-match": read.headers["etag"]}

    blind = await street.client.patch(address, json=street.BY_DAY, headers=clerk)
    changed = await street.client.patch(address, json=street.BY_DAY, headers=clerk | tag)
    stale = await street.client.patch(address, json={"opens": "09:00"}, headers=clerk | tag)
    headers = clerk | {"if-match": changed.headers["etag"]}
    never = await street.client.patch(address, json={"opens": "18:00"}, headers=headers)
    odd = await street.client.patch(address, json={"state": "online"}, headers=headers)

    statuses = [answer.status_code for answer in (blind, changed, stale, never, odd)]
    assert statuses == [428, 200, 412, 422, 422]
    assert never.json()["errors"][0]["pointer"] == "#/closes"
    shown = (await street.client.get(address, headers=clerk)).json()
    assert (shown["is_round_the_clock"], shown["opens"], shown["closes"]) == (False, "08:30", "17:30")


async def test_everybody_sees_where_terminals_are_but_not_who_keeps_them(
    street: Any, gateway: Gateway
) -> None:
    await street.register("kiosk-jj-01")
    await street.register("kiosk-wl-01", region_code="331081")

    answer = await street.client.get("/v1/public/devices?region=331002", headers=gateway.visitor)

    [shown] = answer.json()["items"]
    assert shown == {
        "device_id": "kiosk-jj-01",
        "name": "椒江区中心一号机",
        "region_code": "331002",
        "site_id": "site-02",
        "place": "一楼大厅东侧",
        "address": "",
        "longitude": 121.4427,
        "latitude": 28.6735,
        "crs": "cgcs2000",
        "is_round_the_clock": True,
        "opens": None,
        "closes": None,
        "state": "never_seen",
        "is_on_duty": True,
        "item_ids": [],
    }
    on_the_telephone = await street.client.get(
        "/v1/public/devices?region=331002&crs=gcj02", headers=gateway.visitor
    )
    [shifted] = on_the_telephone.json()["items"]
    # The hall's position, moved by the vector of domain.md §13.1: some 540 metres to the south-east.
    assert shifted["crs"] == "gcj02"
    assert (shifted["longitude"], shifted["latitude"]) == pytest.approx((121.4471, 28.6705), abs=2e-4)


async def test_an_alarm_is_acknowledged_once_with_what_was_found(street: Any) -> None:
    device = await street.register("kiosk-jj-01")
    await street.beat(device)
    await street.pass_time(minutes=4)
    [alarm] = await street.alarms(device)
    address, clerk = f"/v1/alarms/{alarm.id}/acknowledge", street.operator("331002")

    first = await street.client.post(address, json={"remark": "断电，已联系管理员"}, headers=clerk)
    second = await street.client.post(address, json={}, headers=clerk)

    assert first.status_code == 200
    assert first.json()["acknowledged_by"] == "clerk"
    assert first.json()["remark"] == "断电，已联系管理员"
    assert (second.status_code, second.json()["type"].rpartition("/")[2]) == (409, "acknowledged-already")


async def test_alarms_are_listed_newest_first_open_or_over_and_by_device(street: Any) -> None:
    one, two = (
        await street.register("kiosk-jj-01"),
        await street.register("kiosk-wl-01", region_code="331081"),
    )
    await street.beat(one)
    await street.pass_time(minutes=1)
    await street.beat(two)
    await street.pass_time(minutes=4)
    await street.beat(one, one)
    await street.work()

    async def listed(query: str) -> list[tuple[str, bool]]:
        answer = await street.client.get(f"/v1/alarms{query}", headers=street.operator())
        return [(alarm["device_id"], alarm["ended_at"] is None) for alarm in answer.json()["items"]]

    assert await listed("") == [(two, True), (one, False)]
    assert await listed("?open=true") == [(two, True)]
    assert await listed("?open=false") == [(one, False)]
    assert await listed(f"?device={one}") == [(one, False)]
    first = (await street.client.get("/v1/alarms?limit=1", headers=street.operator())).json()
    assert first["items"][0]["device_name"] == "椒江区中心一号机"
    assert await listed(f"?limit=1&after={first['next']}") == [(one, False)]


@pytest.mark.parametrize(
    "address",
    [
        "/devices?after=bm9wZQ",
        "/devices?after=WyJcdTAwMDAiXQ",
        "/alarms?after=WyIyMDI2LTA0LTMwIiwieCJd",
        "/alarms?after=WyIyMDI2LTA0LTMwVDAxOjAwOjAwIiwiMDAwMDAwMDAtMDAwMC0wMDAwLTAwMDAtMDAwMDAwMDAwMDAwIl0",
        "/alarms?device=%00",
        "/alarms?open=perhaps",
        "/devices/%00",
        "/devices?limit=201",
        "/public/devices?region=33100",
    ],
)
async def test_an_odd_question_is_refused_and_never_an_error_of_ours(street: Any, address: str) -> None:
    answer = await street.client.get(f"/v1{address}", headers=street.operator())

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"]
