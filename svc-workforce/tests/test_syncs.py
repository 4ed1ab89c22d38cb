"""The directory follows the staff platform: looked at first, never emptied by an empty page."""

from collections.abc import Callable
from typing import Any

import httpx

from sanzhi_proto.workforce.v1.workforce_pb2 import StaffChanged
from servicekit.testing import Gateway, RecordedOutbox

Sync = Callable[..., Any]
CLERK = "GE_jj_clerk"


async def changes(client: httpx.AsyncClient, admin: dict[str, str], sync_id: str) -> dict[str, str]:
    rows = await everything(client, f"/v1/syncs/{sync_id}/changes", admin)
    return {row["employee_code"]: row["action"] for row in rows}


async def everything(client: httpx.AsyncClient, path: str, headers: dict[str, str]) -> list[dict[str, Any]]:
    """Return the rows of all pages."""
    rows: list[dict[str, Any]] = []
    onward: dict[str, str] = {}
    while True:
        page = (await client.get(path, params={"limit": "70", **onward}, headers=headers)).json()
        rows += page["items"]
        if page["next"] is None:
            return rows
        onward = {"after": page["next"]}


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
    people = await everything(client, "/v1/people", admin)
    places = await everything(client, "/v1/organisations", admin)

    assert len(people) == applied["counts"]["people"] >= 300
    assert any(len(person["posts"]) > 1 for person in people)
    assert all([post["is_main"] for post in person["posts"]].count(True) == 1 for person in people)
    names = {place["code"]: place["name"] for place in places}
    posts = [post for person in people for post in person["posts"]]
    assert all(post["organisation_name"] == names[post["organisation_code"]] for post in posts)
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
    assert found["suspects"] == ["GO_tz_331002_general"]
    assert [refused.status_code, unsaid.status_code] == [409, 409]
    assert refused.headers["content-type"] == "application/problem+json"
    assert (refused.json()["type"].rpartition("/")[2], refused.json()["reason"]) == (
        "sync-refused",
        "empty_organisation",
    )
    assert (await client.get("/v1/people?state=left", headers=admin)).json()["items"] == []
    alarms = (await client.get("/v1/syncs?state=refused", headers=admin)).json()["items"]
    assert [alarm["id"] for alarm in alarms] == [found["id"]]


async def test_more_than_five_per_cent_leavers_need_a_persons_word(
    sync: Sync, client: httpx.AsyncClient, admin: dict[str, str], platform: httpx.Client
) -> None:
    await sync()
    platform.post("/_sim/faults", json={"drop_percent": 10})

    found = await sync(apply=False)
    forced = await client.post(
        f"/v1/syncs/{found['id']}/apply", json={"force": True, "remark": "机构改革，已核实"}, headers=admin
    )

    assert (found["state"], found["reason"]) == ("refused", "too_many_leavers")
    assert forced.json()["state"] == "applied"


async def test_an_old_difference_is_of_no_use(
    sync: Sync, client: httpx.AsyncClient, admin: dict[str, str]
) -> None:
    old = await sync(apply=False)
    await sync()

    late = await client.post(f"/v1/syncs/{old['id']}/apply", json={}, headers=admin)

    assert (await client.get(f"/v1/syncs/{old['id']}", headers=admin)).json()["state"] == "over"
    assert late.status_code == 409
    assert late.json()["type"].endswith("/sync-over")


async def test_a_platform_that_is_away_changes_nothing(
    client: httpx.AsyncClient, admin: dict[str, str], platform: httpx.Client, announced: RecordedOutbox
) -> None:
    platform.post("/_sim/outage", json={"off": True})

    answer = await client.post("/v1/syncs", headers=admin)

    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (503, "neighbour-away")
    assert (await client.get("/v1/syncs", headers=admin)).json()["items"] == []
    assert await announced.types() == []


async def test_each_county_sees_its_own_people(
    sync: Sync, client: httpx.AsyncClient, gateway: Gateway, announced: RecordedOutbox
) -> None:
    await sync()
    names = ("staff:read", "directory:read")
    wenling = gateway.header("wang", grants={name: ["331081"] for name in names})
    theirs = (await client.get("/v1/people?limit=200", headers=wenling)).json()["items"]
    stranger = next(one for one in await announced.messages(StaffChanged) if one.region_code == "331002")

    assert {person["region_code"] for person in theirs} == {"331081"}
    foreign = await client.get(f"/v1/people/{stranger.staff_id}", headers=wenling)
    assert (foreign.status_code, foreign.json()["type"].rpartition("/")[2]) == (404, "no-such-person")
    own = await client.get(f"/v1/people/{theirs[0]['staff_id']}", headers=wenling)
    assert own.json() == theirs[0]
    assert (await client.post("/v1/syncs", headers=wenling)).status_code == 403
    [applied] = (await client.get("/v1/syncs", headers=wenling)).json()["items"]
    rows = await everything(client, f"/v1/syncs/{applied['id']}/changes", wenling)
    assert {row["region_code"] for row in rows} == {"331081"}
    places = await everything(client, "/v1/organisations", wenling)
    assert {place["region_code"] for place in places} == {"331081"}


async def test_a_county_does_not_apply_what_changes_the_city(
    sync: Sync, client: httpx.AsyncClient, gateway: Gateway, announced: RecordedOutbox
) -> None:
    found = await sync(apply=False)
    county = gateway.header("li", grants={"directory:apply": ["331002"]})

    refused = await client.post(f"/v1/syncs/{found['id']}/apply", json={}, headers=county)

    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (403, "beyond-your-regions")
    assert await announced.types() == []


async def test_who_moves_is_seen_where_he_was_and_where_he_goes(
    sync: Sync, client: httpx.AsyncClient, admin: dict[str, str], platform: httpx.Client, gateway: Gateway
) -> None:
    await sync()
    platform.patch(f"/_sim/employees/{CLERK}", json={"organizationCode": "GO_tz_331081_general"})
    platform.patch("/_sim/employees/GE_no_grants", json={"employeeName": "周静"})

    found = await sync()

    for region, expected in {
        "331000": {CLERK: "moved", "GE_no_grants": "renamed"},
        "331002": {CLERK: "moved", "GE_no_grants": "renamed"},
        "331081": {CLERK: "moved"},
        "331082": {},
    }.items():
        operator = gateway.header("somebody", grants={"directory:read": [region]})
        assert await changes(client, operator, found["id"]) == expected, region
    [row] = (await client.get(f"/v1/syncs/{found['id']}/changes?action=moved", headers=admin)).json()["items"]
    assert [post["organisation_name"] for post in row["before"] + row["after"]] == ["综合受理窗口"] * 2
    assert [post["region_code"] for post in row["before"] + row["after"]] == ["331002", "331081"]


async def test_no_name_is_announced(sync: Sync, announced: RecordedOutbox) -> None:
    await sync()

    for row in await announced.rows():
        assert "李敏".encode() not in (row.body or b"")


async def test_what_does_not_exist_or_is_not_ours_is_refused(
    client: httpx.AsyncClient, admin: dict[str, str]
) -> None:
    nowhere = "/v1/syncs/0192d3a0-0000-7000-8000-000000000001"
    answers = [
        await client.get(nowhere, headers=admin),
        await client.get(f"{nowhere}/changes", headers=admin),
        await client.post(f"{nowhere}/apply", json={}, headers=admin),
        # Cursors that no list of ours gave out: ["x"] and [1].
        await client.get("/v1/syncs?after=WyJ4Il0", headers=admin),
        await client.get("/v1/people?after=WzFd", headers=admin),
        await client.get(f"{nowhere}/changes?action=fired", headers=admin),
        await client.post(f"{nowhere}/apply", json={"remark": "因" * 201}, headers=admin),
        await client.post(f"{nowhere}/apply", json={"is_sure": True}, headers=admin),
    ]

    assert [answer.status_code for answer in answers] == [404] * 3 + [422] * 5
    assert {answer.headers["content-type"] for answer in answers} == {"application/problem+json"}
