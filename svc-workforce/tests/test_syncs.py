"""The directory follows the staff platform: looked at first, never emptied by an empty page."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from sanzhi_proto.workforce.v1.workforce_pb2 import StaffChanged
from servicekit.db import SessionMaker
from servicekit.testing import Gateway, RecordedOutbox, StoppedClock
from svc_workforce.main import service as workforce
from svc_workforce.syncs.clients import signature

Sync = Callable[..., Any]
CLERK = "GE_jj_clerk"


async def changes(client: httpx.AsyncClient, admin: dict[str, str], sync_id: str) -> dict[str, str]:
    rows = (await client.get(f"/v1/syncs/{sync_id}/changes?limit=200", headers=admin)).json()["items"]
    return {row["employee_code"]: row["action"] for row in rows}


async def test_a_dry_run_shows_everybody_and_changes_nobody(
    sync: Sync, client: httpx.AsyncClient, admin: dict[str, str], announced: RecordedOutbox
) -> None:
    found = await sync(apply=False)

    assert found["state"] == "ready"
    assert found["counts"]["people"] >= 300
    assert found["counts"]["joined"] == found["counts"]["people"]
    assert (await client.get("/v1/people", headers=admin)).json()["items"] == []
    assert await announced.types() == []


async def test_applied_it_holds_three_levels_and_several_posts_a_person(
    sync: Sync, client: httpx.AsyncClient, admin: dict[str, str], announced: RecordedOutbox
) -> None:
    applied = await sync()
    people: list[dict[str, Any]] = []
    onward: str | None = ""
    while onward is not None:
        page = (await client.get(f"/v1/people?limit=200{onward}", headers=admin)).json()
        people += page["items"]
        onward = f"&after={page['next']}" if page["next"] else None
    places = (await client.get("/v1/organisations", headers=admin)).json()["items"]

    assert len(people) == applied["counts"]["people"] >= 300
    assert any(len(person["posts"]) > 1 for person in people)
    assert all(person["name"].startswith("*") for person in people)
    parents = {place["code"]: place["parent_code"] for place in places}
    assert any(parents.get(parents.get(code) or "") for code in parents)
    assert len(await announced.messages(StaffChanged)) == len(people)


async def test_somebody_who_leaves_vanishes_or_returns_keeps_his_id(
    sync: Sync,
    client: httpx.AsyncClient,
    admin: dict[str, str],
    platform: httpx.Client,
    announced: RecordedOutbox,
) -> None:
    await sync()
    platform.patch(f"/_sim/employees/{CLERK}", json={"status": "F"})
    platform.patch("/_sim/employees/GE_wl_clerk", json={"vanished": True})
    left = await sync()
    platform.patch(f"/_sim/employees/{CLERK}", json={"status": "A"})
    back = await sync()

    assert await changes(client, admin, left["id"]) == {CLERK: "left", "GE_wl_clerk": "left"}
    assert await changes(client, admin, back["id"]) == {CLERK: "rehired"}
    told = [one for one in await announced.messages(StaffChanged) if one.subject == CLERK]
    assert [one.state for one in told] == ["active", "left", "active"]
    assert len({one.staff_id for one in told}) == 1
    assert told[1].left_at


async def test_an_empty_page_changes_nothing_and_alarms(
    sync: Sync, client: httpx.AsyncClient, admin: dict[str, str], platform: httpx.Client
) -> None:
    await sync()
    platform.post("/_sim/faults", json={"empty_pages": ["GO_tz_331002_general"]})

    found = await sync(apply=False)
    refused = await client.post(f"/v1/syncs/{found['id']}/apply", json={}, headers=admin)
    unsaid = await client.post(f"/v1/syncs/{found['id']}/apply", json={"force": True}, headers=admin)

    assert (found["state"], found["reason"]) == ("refused", "empty_organisation")
    assert [refused.status_code, unsaid.status_code] == [409, 409]
    assert (await client.get("/v1/people?state=left", headers=admin)).json()["items"] == []


async def test_more_than_five_per_cent_leavers_need_a_persons_word(
    sync: Sync, client: httpx.AsyncClient, admin: dict[str, str], platform: httpx.Client
) -> None:
    await sync()
    platform.post("/_sim/faults", json={"drop_percent": 10})

    found = await sync(apply=False)
    forced = await client.post(
        f"/v1/syncs/{found['id']}/apply", json={"force": True, "remark": "机构改革，已核实"}, headers=admin
    )

    assert found["state"] == "refused"
    assert found["reason"] in {"too_many_leavers", "empty_organisation"}
    assert forced.json()["state"] == "applied"


async def test_an_old_difference_is_of_no_use(
    sync: Sync, client: httpx.AsyncClient, admin: dict[str, str]
) -> None:
    old = await sync(apply=False)
    await sync()

    late = await client.post(f"/v1/syncs/{old['id']}/apply", json={}, headers=admin)

    assert late.status_code == 409
    assert late.json()["type"].endswith("/sync-over")


async def test_a_platform_that_is_away_changes_nothing(
    client: httpx.AsyncClient, admin: dict[str, str], platform: httpx.Client, announced: RecordedOutbox
) -> None:
    platform.post("/_sim/outage", json={"off": True})

    answer = await client.post("/v1/syncs", headers=admin)

    assert answer.status_code in {502, 503}
    assert (await client.get("/v1/syncs", headers=admin)).json()["items"] == []
    assert await announced.types() == []


async def test_each_county_sees_its_own_people(
    sync: Sync, client: httpx.AsyncClient, gateway: Gateway, announced: RecordedOutbox
) -> None:
    await sync()
    wenling = gateway.header("wang", grants={"staff:read": ["331081"], "directory:read": ["331081"]})
    theirs = (await client.get("/v1/people?limit=200", headers=wenling)).json()["items"]
    stranger = next(one for one in await announced.messages(StaffChanged) if one.region_code == "331002")

    assert {person["region_code"] for person in theirs} == {"331081"}
    assert (await client.get(f"/v1/people/{stranger.staff_id}", headers=wenling)).status_code == 404
    assert (await client.post("/v1/syncs", headers=wenling)).status_code == 403


async def test_no_name_is_announced(sync: Sync, announced: RecordedOutbox) -> None:
    await sync()

    for row in await announced.rows():
        assert "李敏".encode() not in (row.body or b"")


@pytest.mark.parametrize(
    ("path", "params", "expected"),
    [
        (
            "/mozi/organization/listOrganizationsByCodes",
            [("tenantId", "1"), ("organizationCodes", "GO_2"), ("organizationCodes", "GO_1")],
            "J47BigAaUXF1KcEy5FfqkzeyvWHLqWKxPYN+tQLFf2U=",
        ),
        (
            "/mozi/fusion/pageSearchEmployee",
            [("tenantId", "1"), ("nameKeywords", "张三")],
            "VCFRwCUWUoH6nrQbNZrCQz9jAxPacomTdT5zd60t0To=",
        ),
    ],
)
def test_calls_are_signed_as_the_platform_computes_it(
    path: str, params: list[tuple[str, str]], expected: str
) -> None:
    made = signature(
        "test-secret", "POST", "2026-01-01T08:00:00.000+08:00", "17672256000001234", path, params
    )

    assert made == expected


async def test_every_night_the_directory_is_compared_and_nothing_changed(
    sessions: SessionMaker, clock: StoppedClock, client: httpx.AsyncClient, admin: dict[str, str], sync: Sync
) -> None:
    await sync()
    for _ in range(2):
        await workforce.jobs.begin(sessions, clock)
        await workforce.jobs.run_due(sessions, clock)
        clock.move(hours=23)

    found = (await client.get("/v1/syncs", headers=admin)).json()["items"]

    assert [(one["state"], one["compared_by"]) for one in found] == [
        ("ready", "svc-workforce"),
        ("applied", "chen"),
    ]
    assert set(found[0]["counts"]) == {"people"}


async def test_a_night_without_the_platform_is_waited_out(
    sessions: SessionMaker,
    clock: StoppedClock,
    client: httpx.AsyncClient,
    admin: dict[str, str],
    platform: httpx.Client,
) -> None:
    platform.post("/_sim/outage", json={"off": True}).raise_for_status()
    await workforce.jobs.begin(sessions, clock)
    await workforce.jobs.run_due(sessions, clock)
    platform.post("/_sim/outage", json={"off": False}).raise_for_status()
    clock.move(days=1)
    await workforce.jobs.run_due(sessions, clock)

    found = (await client.get("/v1/syncs", headers=admin)).json()["items"]

    assert [one["compared_by"] for one in found] == ["svc-workforce"]
