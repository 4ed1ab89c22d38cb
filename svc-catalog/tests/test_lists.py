"""Lists are renewed in rounds: counties propose and try, the city decides, everybody compares."""

from typing import Any

import httpx
import pytest

from sanzhi_proto.catalog.v1.catalog_pb2 import ItemChanged
from servicekit.db import SessionMaker
from servicekit.testing import Gateway, StoppedClock, delivery_of
from svc_catalog.main import service

COUNTY = ("list:read", "proposal:edit")
CITY = ("list:read", "list:edit", "round:edit", "proposal:decide", "round:publish")
TEST = {
    "tried_on": "2026-05-06",
    "channel": "app",
    "minutes": 4,
    "steps": [{"what": "打开申报页", "is_ok": True}],
}
DATES = {"title": "2026年上半年", "opens_on": "2026-04-30", "closes_on": "2026-05-15"}
Headers = dict[str, str]


def granted(permissions: tuple[str, ...], region: str) -> dict[str, list[str]]:
    return {permission: [region] for permission in permissions}


@pytest.fixture
def county(gateway: Gateway) -> Headers:
    return gateway.header("li-min", grants=granted(COUNTY, "331002"))


@pytest.fixture
def city(gateway: Gateway) -> Headers:
    return gateway.header("chen", grants=granted(CITY, "331000"))


@pytest.fixture
async def begun(client: httpx.AsyncClient, city: Headers) -> str:
    """A round of 智能秒办, which asks for a test."""
    path = "/v1/operator/lists/instant/rounds?region=331000"
    answer = await client.post(path, json=DATES, headers=city)
    assert answer.status_code == 201, answer.text
    return f"/v1/operator/rounds/{answer.json()['round_id']}"


def wish(item_id: str, **more: Any) -> dict[str, Any]:
    return {"item_id": item_id, "reason": "群众办得多"} | more


async def test_a_resident_sees_the_lists_of_the_city_with_what_is_offered_at_home(
    visitor: httpx.AsyncClient,
) -> None:
    lists = (await visitor.get("/v1/lists?region=331002001")).json()
    page = (await visitor.get("/v1/lists/instant?region=331002001&limit=2")).json()
    rest = (await visitor.get(f"/v1/lists/instant?region=331002001&after={page['next']}")).json()

    by_kind = {one["kind"]: one for one in lists}
    assert len(by_kind) == 10
    assert by_kind["instant"]["name"] == "智能秒办"
    ids = [one["item"]["item_id"] for one in page["items"] + rest["items"]]
    assert by_kind["instant"]["count"] == len(ids) == len(set(ids)) > 3
    assert all(one.startswith("331002-") for one in ids)
    assert (await visitor.get("/v1/lists/instant?region=999999")).status_code == 404
    assert (await visitor.get("/v1/lists/fast?region=331002")).status_code == 422


async def test_criteria_are_checked_against_the_item_with_reasons(
    client: httpx.AsyncClient, county: Headers
) -> None:
    path = "/v1/operator/lists/instant/judgements/{}?region=331000"

    fits = (await client.get(path.format("331002-gjj-29"), headers=county)).json()
    not_so = (await client.get(path.format("331002-jt-51"), headers=county)).json()
    unknown = (await client.get(path.format("331002-ga-04"), headers=county)).json()
    others = await client.get(path.format("331081-gjj-29"), headers=county)

    assert fits["verdict"] == "met"
    assert not_so["verdict"] == "not_met"
    assert [one["zh"] for one in not_so["reasons"] if one["verdict"] == "not_met"] == [
        "办件类型应为即办件，现为承诺件"
    ]
    assert unknown["verdict"] == "unknown"
    assert others.status_code == 404


async def test_a_round_adds_removes_keeps_and_is_compared(
    client: httpx.AsyncClient,
    gateway: Gateway,
    begun: str,
    county: Headers,
    city: Headers,
    clock: StoppedClock,
) -> None:
    removal = wish("331002-gjj-29", act="remove", reason="系统正在改造")
    taken = await client.post(f"{begun}/proposals", json={"proposals": [removal]}, headers=county)
    assert taken.status_code == 201, taken.text
    early = await client.post(f"{begun}/publish", headers=city)
    clock.move(days=16)
    waiting = await client.post(f"{begun}/publish", headers=city)
    decided = await client.post(f"{begun}/decisions", json={"decision": "accept", "among": {}}, headers=city)
    published = await client.post(f"{begun}/publish", headers=city)
    again = await client.post(f"{begun}/publish", headers=city)
    client.headers.update(gateway.visitor)
    public = (await client.get("/v1/lists/instant/comparison?region=331000&outcome=removed")).json()
    there = (await client.get("/v1/lists/instant?region=331002&limit=200")).json()

    assert early.json()["type"].endswith("/round-not-open")
    assert (waiting.json()["type"].rpartition("/")[2], waiting.json()["count"]) == ("proposals-undecided", 1)
    assert decided.json() == {"decided": 1, "left": {}}
    assert published.status_code == 200, published.text
    told = published.json()
    assert (told["state"], told["added"], told["removed"], told["missed"]) == ("published", 0, 1, 0)
    assert told["kept"] > 10
    assert again.status_code == 409
    assert [(one["item_id"], one["reason"]) for one in public["results"]] == [
        ("331002-gjj-29", "系统正在改造")
    ]
    assert public["round_title"] == "2026年上半年"
    assert "331002-gjj-29" not in [one["item"]["item_id"] for one in there["items"]]


async def test_what_was_taken_off_comes_back_only_when_it_was_tried(
    client: httpx.AsyncClient, begun: str, county: Headers, city: Headers, clock: StoppedClock
) -> None:
    off = {"proposals": [wish("331002-gjj-29", act="remove")]}
    await client.post(f"{begun}/proposals", json=off, headers=county)
    clock.move(days=16)
    await client.post(f"{begun}/decisions", json={"decision": "accept", "among": {}}, headers=city)
    await client.post(f"{begun}/publish", headers=city)
    next_one = await client.post(
        "/v1/operator/lists/instant/rounds?region=331000",
        json={"title": "2026年下半年", "opens_on": "2026-05-16", "closes_on": "2026-06-15"},
        headers=city,
    )
    path = f"/v1/operator/rounds/{next_one.json()['round_id']}"

    taken = await client.post(
        f"{path}/proposals",
        json={"proposals": [wish("331002-gjj-29"), wish("331002-jt-51", test=TEST)]},
        headers=county,
    )
    gjj, _jt = taken.json()["proposals"]
    untried = await client.post(f"{path}/decisions", json={"decision": "accept", "among": {}}, headers=city)
    failing = TEST | {"steps": [{"what": "提交", "is_ok": False, "note": "接口超时"}]}
    failed = await client.post(f"/v1/operator/proposals/{gjj}/tests", json=failing, headers=county)
    tried = await client.post(f"/v1/operator/proposals/{gjj}/tests", json=TEST, headers=county)
    accepted = await client.post(f"{path}/decisions", json={"decision": "accept", "among": {}}, headers=city)
    wordless = await client.post(f"{path}/decisions", json={"decision": "refuse", "among": {}}, headers=city)
    refusal = {"decision": "refuse", "answer": "承诺件不符合秒办标准", "among": {"verdict": "not_met"}}
    refused = await client.post(f"{path}/decisions", json=refusal, headers=city)
    counts = (await client.get(f"{path}/counts", headers=county)).json()
    clock.move(days=31)
    told = (await client.post(f"{path}/publish", headers=city)).json()

    assert untried.json() == {"decided": 0, "left": {"not_fitting": 1, "not_tried": 1}}
    assert (failed.json()["tried"], tried.json()["tried"]) == ("failed", "passed")
    assert [one["outcome"] for one in tried.json()["tests"]] == ["failed", "passed"]
    assert accepted.json() == {"decided": 1, "left": {"not_fitting": 1}}
    assert wordless.json()["type"].endswith("/reason-needed")
    assert refused.json()["decided"] == 1
    assert (counts["accepted"], counts["refused"], counts["regions"]) == (1, 1, {"331002": 2})
    assert (told["added"], told["removed"]) == (1, 0)


async def test_bad_proposals_are_named_and_none_is_taken(
    client: httpx.AsyncClient, begun: str, county: Headers, gateway: Gateway
) -> None:
    bad = [
        wish("331081-gjj-29"),
        wish("331002-gjj-29"),
        wish("331002-ga-04", act="remove"),
        wish("331002-ga-05"),
        wish("331002-ga-05"),
        wish("331002-ga-06"),
    ]

    refused = await client.post(f"{begun}/proposals", json={"proposals": bad}, headers=county)
    page = (await client.get(f"{begun}/proposals", headers=county)).json()
    stranger = gateway.header("wang", grants=granted(COUNTY, "330902"))
    unseen = await client.get(f"{begun}/proposals", headers=stranger)
    outside = await client.post(f"{begun}/proposals", json={"proposals": [bad[5]]}, headers=stranger)

    assert refused.status_code == 422
    assert [(one["pointer"].split("/")[2], one["zh"]) for one in refused.json()["errors"]] == [
        ("0", "不是您管理的已发布事项"),
        ("1", "已在清单中"),
        ("2", "不在清单中"),
        ("3", "重复填写"),
        ("4", "重复填写"),
    ]
    assert page["items"] == []
    assert (unseen.status_code, outside.status_code) == (404, 404)


async def test_who_proposes_does_not_decide_and_a_county_never_does(
    client: httpx.AsyncClient, gateway: Gateway, begun: str, county: Headers
) -> None:
    both = gateway.header("chen", grants=granted(COUNTY + CITY, "331000"))
    mine = {"proposals": [wish("331002-gjj-29", act="remove")]}
    await client.post(f"{begun}/proposals", json=mine, headers=both)
    decision = {"decision": "accept", "among": {}}

    own = await client.post(f"{begun}/decisions", json=decision, headers=both)
    below = gateway.header("li-min", grants={"proposal:decide": ["331002"]})
    county_decides = await client.post(f"{begun}/decisions", json=decision, headers=below)
    without = await client.post(f"{begun}/decisions", json=decision, headers=county)

    assert own.json() == {"decided": 0, "left": {"own_proposal": 1}}
    assert county_decides.status_code == 404
    assert without.status_code == 403


async def test_a_withdrawn_item_leaves_its_lists_with_a_task(
    client: httpx.AsyncClient, clerk: Headers, county: Headers, sessions: SessionMaker, gateway: Gateway
) -> None:
    await client.post("/v1/items/331002-gjj-29/withdraw", headers=clerk | {"if-match": "*"})
    event = delivery_of(
        "catalog.item", "331002-gjj-29", ItemChanged(item_id="331002-gjj-29", state="withdrawn")
    )

    await service.consumers.dispatch(event, sessions)
    tasks = (await client.get("/v1/operator/list-tasks", headers=county)).json()["items"]
    answer = {"answer": "已并入新事项"}
    closing = f"/v1/operator/list-tasks/{tasks[0]['task_id']}/close"
    closed = await client.post(closing, json=answer, headers=county | {"if-match": '"1"'})
    twice = await client.post(closing, json=answer, headers=county | {"if-match": "*"})
    others = gateway.header("wang", grants=granted(COUNTY, "331081"))

    assert len(tasks) > 2
    assert {one["item_id"] for one in tasks} == {"331002-gjj-29"}
    assert any("智能秒办" in one["what"] for one in tasks)
    assert closed.json()["state"] == "done"
    assert twice.status_code == 409
    assert (await client.get("/v1/operator/list-tasks", headers=others)).json()["items"] == []


async def test_rounds_do_not_overlap_and_criteria_do_not_move_under_them(
    client: httpx.AsyncClient, begun: str, city: Headers
) -> None:
    path = "/v1/operator/lists/instant/rounds?region=331000"
    second = await client.post(path, json=DATES, headers=city)
    reversed_ = await client.post(
        path.replace("instant", "easy"), json=DATES | {"closes_on": "2026-04-01"}, headers=city
    )
    lists = (await client.get("/v1/operator/lists", headers=city)).json()
    one = next(found for found in lists if found["kind"] == "instant")
    change = {key: one[key] for key in ("name", "summary", "needs_test")}
    bad = change | {"criteria": [{"field": "online_depth", "op": "has", "value": 4}]}
    target, tag = f"/v1/operator/lists/{one['list_id']}", {"if-match": f'"{one["version"]}"'}
    refused = await client.put(target, json=bad, headers=city | tag)
    changed = await client.put(target, json=change | {"criteria": []}, headers=city | tag)
    stale = await client.put(target, json=change | {"criteria": []}, headers=city | tag)

    assert second.json()["type"].endswith("/rounds-overlap")
    assert reversed_.json()["type"].endswith("/dates-reversed")
    assert refused.json()["errors"][0]["pointer"] == "#/criteria/0/op"
    assert changed.json()["criteria"] == []
    assert stale.status_code == 412
    assert len((await client.get(begun, headers=city)).json()["criteria"]) == 3


async def test_a_list_is_narrowed_by_what_somebody_wants(visitor: httpx.AsyncClient) -> None:
    path = "/v1/lists/instant?region=331002&limit=200"
    whole = (await visitor.get(path)).json()["items"]
    wishes = ("department=gjj", "person_theme=110", "audience=2", "q=公积金", "corporate_theme=999")
    some = {wish: (await visitor.get(f"{path}&{wish}")).json()["items"] for wish in wishes}

    ids = {one["item"]["item_id"] for one in whole}
    assert all({one["item"]["item_id"] for one in found} <= ids for found in some.values())
    assert {one["item"]["department_code"] for one in some["department=gjj"]} == {"gjj"}
    assert 0 < len(some["department=gjj"]) < len(whole)
    assert all("2" in one["item"]["audiences"] for one in some["audience=2"])
    assert 0 < len(some["q=公积金"]) < len(whole)
    assert some["corporate_theme=999"] == []
    assert (await visitor.get(f"{path}&person_theme=x")).status_code == 422


async def test_a_round_is_closed_before_its_day_and_says_why(
    client: httpx.AsyncClient, begun: str, county: Headers, city: Headers, clock: StoppedClock
) -> None:
    tag = {"if-match": '"1"'}
    body = {"reason": "各县均已报齐"}
    wordless = await client.post(f"{begun}/close", json={"reason": ""}, headers=city | tag)
    unversioned = await client.post(f"{begun}/close", json=body, headers=city)
    others = await client.post(f"{begun}/close", json=body, headers=county | tag)
    stale = await client.post(f"{begun}/close", json=body, headers=city | {"if-match": '"7"'})
    closed = await client.post(f"{begun}/close", json=body, headers=city | tag)
    again = await client.post(f"{begun}/close", json=body, headers=city | {"if-match": "*"})
    late = await client.post(f"{begun}/proposals", json={"proposals": [wish("331002-ga-04")]}, headers=county)
    seen = (await client.get(begun, headers=county)).json()

    assert [one.status_code for one in (wordless, unversioned, others, stale)] == [422, 428, 403, 412]
    assert closed.status_code == 200, closed.text
    assert (seen["state"], seen["close_reason"]) == ("closed", "各县均已报齐")
    assert seen["closes_at"][:10] == clock().isoformat()[:10]
    assert [one.json()["type"].rpartition("/")[2] for one in (again, late)] == ["round-not-open"] * 2
