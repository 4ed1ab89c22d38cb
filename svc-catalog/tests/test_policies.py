"""Policies are matched to an enterprise condition by condition, and told to those whom they fit."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from servicekit.db import SessionMaker
from servicekit.testing import Gateway, StoppedClock
from svc_catalog.main import service

GRANTS = {f"policy:{act}": ["331000"] for act in ("read", "edit", "publish")}
PARAGRAPH = {"kind": "paragraph", "runs": [{"text": "对符合条件的企业给予补贴。"}]}
POLICY: dict[str, Any] = {
    "title": "技改补贴",
    "issuer": "台州市经济和信息化局",
    "issued_on": "2026-04-20",
    "valid_from": "2026-04-20",
    "gives": "按设备投资的百分之十补贴。",
    "text": [PARAGRAPH],
    "plain": [PARAGRAPH],
    "conditions": [
        {"field": "industry", "op": "is", "value": "C"},
        {"field": "employees", "op": "at_most", "value": 300},
    ],
}
Headers = dict[str, str]


@pytest.fixture
def author(gateway: Gateway) -> Headers:
    return gateway.header("li-min", grants=GRANTS)


@pytest.fixture
def publisher(gateway: Gateway) -> Headers:
    return gateway.header("chen", grants=GRANTS)


async def drafted(client: httpx.AsyncClient, author: Headers, **more: Any) -> dict[str, Any]:
    body = {"region_code": "331000", "content": POLICY | more}
    answer = await client.post("/v1/operator/policies", json=body, headers=author)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def published(
    client: httpx.AsyncClient, author: Headers, publisher: Headers, **more: Any
) -> dict[str, Any]:
    one = await drafted(client, author, **more)
    path = f"/v1/operator/policies/{one['policy_id']}/publish"
    answer = await client.post(path, headers=publisher | {"if-match": "*"})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_an_enterprise_sees_what_fits_what_might_and_what_does_not_with_reasons(
    visitor: httpx.AsyncClient, author: Headers, publisher: Headers
) -> None:
    await published(visitor, author, publisher)

    async def match(**profile: Any) -> dict[str, Any]:
        body = {"region": "331002", "profile": profile}
        found = (await visitor.post("/v1/policies/matches", json=body)).json()
        return next(one for one in found if one["policy"]["title"] == "技改补贴")

    fits = await match(industry="C", employees=40)
    might = await match(industry="C")
    not_so = await match(industry="H", employees=40)
    everything = (await visitor.post("/v1/policies/matches", json={"region": "331002", "profile": {}})).json()

    assert (fits["verdict"], [one["verdict"] for one in fits["reasons"]]) == ("met", ["met", "met"])
    assert (might["verdict"], might["reasons"][1]["zh"]) == ("unknown", "从业人员数不高于300（情况未知）")
    assert not_so["verdict"] == "not_met"
    assert not_so["reasons"][0]["zh"] == "行业门类应为制造业，现为住宿和餐饮业"
    assert len(everything) == 4


@pytest.mark.parametrize(
    "profile", [{"shoe_size": 43}, {"employees": "many"}, {"industry": "Z"}, {"titles": "high-tech"}]
)
async def test_a_profile_of_strange_facts_is_refused(
    visitor: httpx.AsyncClient, profile: dict[str, Any]
) -> None:
    refused = await visitor.post("/v1/policies/matches", json={"region": "331002", "profile": profile})

    assert refused.status_code == 422
    assert "shoe_size" not in refused.text


async def test_a_second_person_publishes_and_the_text_stays_findable(
    visitor: httpx.AsyncClient, author: Headers, publisher: Headers
) -> None:
    one = await drafted(visitor, author)
    path = f"/v1/operator/policies/{one['policy_id']}"
    hidden = await visitor.get(f"/v1/policies/{one['policy_id']}")
    alone = await visitor.post(f"{path}/publish", headers=author | {"if-match": '"1"'})
    done = await visitor.post(f"{path}/publish", headers=publisher | {"if-match": '"1"'})
    nothing = await visitor.post(f"{path}/publish", headers=publisher | {"if-match": "*"})
    shown = await visitor.get(f"/v1/policies/{one['policy_id']}")
    same = await visitor.get(
        f"/v1/policies/{one['policy_id']}", headers={"if-none-match": shown.headers["etag"]}
    )
    await visitor.put(path, json=POLICY | {"title": "技改补贴（修订）"}, headers=author | {"if-match": "*"})
    still = (await visitor.get(f"/v1/policies/{one['policy_id']}")).json()
    kept = (await visitor.get(f"{path}/publications", headers=author)).json()
    await visitor.post(f"{path}/withdraw", headers=publisher | {"if-match": "*"})

    assert hidden.status_code == 404
    assert alone.json()["type"].endswith("/second-person-needed")
    assert done.json()["publication"] == 1
    assert nothing.json()["type"].endswith("/nothing-to-publish")
    assert shown.json()["content"]["plain"] == [
        PARAGRAPH | {"runs": [PARAGRAPH["runs"][0] | {"is_strong": False, "item": None}]}
    ]
    assert same.status_code == 304
    assert still["policy"]["title"] == "技改补贴"
    assert [(row["number"], row["author"], row["publisher"]) for row in kept] == [(1, "li-min", "chen")]
    assert (await visitor.get(f"/v1/policies/{one['policy_id']}")).status_code == 404


@pytest.mark.parametrize(
    ("broken", "status"),
    [
        ({"text": [{"kind": "paragraph", "runs": [{"text": "<script>alert(1)</script>"}]}]}, 422),
        ({"text": "<p>补贴</p>"}, 422),
        ({"text": [{"kind": "html", "html": "x"}]}, 422),
        ({"conditions": [{"field": "industry", "op": "at_least", "value": "C"}]}, 422),
        ({"valid_until": "2026-01-01"}, 422),
        ({"directory_codes": ["gjj-29", "xx-99"]}, 409),
    ],
)
async def test_broken_policies_are_refused(
    client: httpx.AsyncClient, author: Headers, broken: dict[str, Any], status: int
) -> None:
    body = {"region_code": "331000", "content": POLICY | broken}

    assert (await client.post("/v1/operator/policies", json=body, headers=author)).status_code == status


async def test_nobody_writes_beyond_his_regions(client: httpx.AsyncClient, gateway: Gateway) -> None:
    clerk = gateway.header("li-min", grants={"policy:edit": ["331002"], "policy:read": ["331002"]})

    beyond = await client.post(
        "/v1/operator/policies", json={"region_code": "331000", "content": POLICY}, headers=clerk
    )
    without = await client.get("/v1/operator/policies", headers=gateway.header("zhou"))
    empty = await client.get("/v1/operator/policies", headers=clerk)

    assert (beyond.status_code, without.status_code) == (403, 403)
    assert empty.json()["items"] == []


async def test_subscribers_hear_of_what_fits_them_and_can_leave(
    client: httpx.AsyncClient,
    gateway: Gateway,
    author: Headers,
    publisher: Headers,
    sessions: SessionMaker,
    clock: StoppedClock,
) -> None:
    factory = gateway.header("factory", kind="organisation")
    inn = gateway.header("inn", kind="organisation")
    far = gateway.header("far", kind="organisation")
    path = "/v1/policy-subscription"
    for who, region, profile in (
        (factory, "331002001", {"industry": "C", "employees": 40}),
        (inn, "331002", {"industry": "H"}),
        (far, "330902", {"industry": "C", "employees": 40}),
    ):
        answer = await client.put(path, json={"region": region, "profile": profile}, headers=who)
        assert answer.status_code == 200, answer.text

    one = await published(client, author, publisher)
    await service.jobs.run_due(sessions, clock)
    await service.jobs.run_due(sessions, clock)
    heard = (await client.get(f"{path}/notices", headers=factory)).json()
    before = (await client.get(path, headers=factory)).json()["unseen"]
    await client.post(f"{path}/notices/seen", headers=factory)
    after = (await client.get(path, headers=factory)).json()["unseen"]
    others = [(await client.get(f"{path}/notices", headers=who)).json() for who in (inn, far)]
    left = await client.delete(path, headers=factory)

    assert [(notice["policy_id"], notice["verdict"]) for notice in heard] == [(one["policy_id"], "met")]
    assert (before, after, others) == (1, 0, [[], []])
    assert left.status_code == 204
    assert (await client.get(path, headers=factory)).status_code == 404
    assert (await client.get(path, headers=gateway.visitor)).status_code == 401
    assert (await client.get(path, headers=author)).status_code == 403


async def test_a_quarter_is_collected_by_one_and_published_by_another(
    visitor: httpx.AsyncClient, author: Headers, publisher: Headers
) -> None:
    one = await published(visitor, author, publisher)
    path, body = "/v1/operator/compilations/331000/2026/2", {"title": "2026年第二季度惠企政策汇编"}
    empty = await visitor.put("/v1/operator/compilations/331000/2025/1", json=body, headers=author)
    made = await visitor.put(path, json=body, headers=author)
    alone = await visitor.post(f"{path}/publish", headers=author | {"if-match": '"1"'})
    hidden = await visitor.get("/v1/compilations/331000/2026/2")
    done = await visitor.post(f"{path}/publish", headers=publisher | {"if-match": '"1"'})
    again = await visitor.put(path, json=body, headers=author)
    await visitor.post(
        f"/v1/operator/policies/{one['policy_id']}/withdraw", headers=publisher | {"if-match": "*"}
    )
    read = (await visitor.get("/v1/compilations/331000/2026/2")).json()
    listed = (await visitor.get("/v1/compilations?region=331081")).json()

    assert empty.json()["type"].endswith("/nothing-to-compile")
    assert made.json()["count"] == 1
    assert alone.json()["type"].endswith("/second-person-needed")
    assert hidden.status_code == 404
    assert done.status_code == 200
    assert again.json()["type"].endswith("/compilation-exists")
    assert [UUID(chapter["policy_id"]) for chapter in read["chapters"]] == [UUID(one["policy_id"])]
    assert [issue["title"] for issue in listed] == ["2026年第二季度惠企政策汇编"]
