"""Anybody searches; what nobody finds is counted, and nobody is named."""

import base64
from urllib.parse import quote

import httpx
import orjson
import pytest
from sqlalchemy import text

from sanzhi_proto.map.v1.map_pb2 import SiteChanged
from servicekit.db import SessionMaker
from servicekit.testing import Gateway, delivery_of
from svc_catalog.main import service as catalog


async def hits(visitor: httpx.AsyncClient, query: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = (await visitor.get(f"/v1/search?{query}")).json()["hits"]
    return found


async def test_search_says_what_was_probably_meant(visitor: httpx.AsyncClient) -> None:
    found = (await visitor.get("/v1/search?q=公鸡金提取&region=331002")).json()

    assert found["did_you_mean"] == "公积金提取"
    assert found["hits"][0]["why"] == "pinyin"
    assert found["hits"][0]["item"]["department_name"] == "台州市住房公积金中心椒江区分中心"


async def test_a_hit_shows_where_it_fits(visitor: httpx.AsyncClient) -> None:
    (hit, *_) = (await visitor.get("/v1/search?q=公积金提取租房")).json()["hits"]
    name = hit["item"]["name"]

    assert name == "无房租赁住房提取公积金"
    assert any(name[start:end].endswith("提取公积金") for start, end in hit["spans"])
    assert {
        hit["matched"][place] for start, end in hit["matched_spans"] for place in range(start, end)
    } <= set("公积金提取租房")


async def test_search_keeps_to_the_audience(visitor: httpx.AsyncClient) -> None:
    person = (await visitor.get("/v1/search?q=社保&audience=1")).json()["hits"]
    enterprise = (await visitor.get("/v1/search?q=社保&audience=2")).json()["hits"]

    assert all("1" in hit["item"]["audiences"] for hit in person)
    assert all("2" in hit["item"]["audiences"] for hit in enterprise)
    assert {hit["item"]["directory_code"] for hit in enterprise} - {
        hit["item"]["directory_code"] for hit in person
    }


async def test_filters_come_with_counts_that_they_keep(visitor: httpx.AsyncClient) -> None:
    everything = (await visitor.get("/v1/search?q=公积金&limit=50")).json()
    facets = {
        facet: {one["value"]: one["count"] for one in ones} for facet, ones in everything["facets"].items()
    }

    assert everything["total"] == len(everything["hits"]) == sum(facets["department"].values())
    for facet in ("audience", "department", "level", "theme", "channel", "case_type"):
        for value, count in facets[facet].items():
            chosen = (await visitor.get(f"/v1/search?q=公积金&limit=50&{facet}={value}")).json()
            assert chosen["total"] == len(chosen["hits"]) == count
            # Choosing a value does not take away the others of its own facet.
            assert {one["value"] for one in chosen["facets"][facet]} == facets[facet].keys()


async def test_who_asks_comes_first_and_nothing_is_left_out(visitor: httpx.AsyncClient) -> None:
    plain = (await visitor.get("/v1/search?q=社保&limit=50")).json()
    company = (await visitor.get("/v1/search?q=社保&limit=50&profile=enterprise")).json()

    assert "2" in company["hits"][0]["item"]["audiences"]
    assert company["total"] == plain["total"]


async def test_a_new_name_is_found_at_once(visitor: httpx.AsyncClient, sessions: SessionMaker) -> None:
    before = await hits(visitor, "q=胶囊旅舍")
    async with sessions.begin() as session:
        await session.execute(
            text("update directory set plain_names = plain_names || '[\"胶囊旅舍\"]' where code = 'js-50'")
        )

    (after, *_) = (await visitor.get("/v1/search?q=胶囊旅舍")).json()["hits"]

    assert before == []
    assert after["item"]["directory_code"] == "js-50"


async def test_questions_are_found_with_the_answer_that_holds_there(visitor: httpx.AsyncClient) -> None:
    found = (await visitor.get("/v1/search?q=在外地怎么领结婚证&region=331002")).json()["others"]
    guide = (await visitor.get("/v1/guides/mz-59?region=331002")).json()["guide"]
    answers = {one["question"]: one["answer"] for one in guide["faq"]}
    questions = [one for one in found if one["item_id"] == "331002-mz-59"]

    assert all(one["kind"] == "question" for one in questions)
    assert all(answers[one["title"]] == one["text"] for one in questions)


async def test_every_question_of_a_guide_is_found_by_its_own_words(visitor: httpx.AsyncClient) -> None:
    guide = (await visitor.get("/v1/guides/gjj-29?region=331002")).json()["guide"]

    for one in guide["faq"]:
        found = (await visitor.get(f"/v1/search?q={quote(one['question'])}")).json()["others"]
        assert one["answer"] in {other["text"] for other in found}, one["question"]


async def test_sites_are_found_while_they_are_there(
    visitor: httpx.AsyncClient, sessions: SessionMaker
) -> None:
    site = SiteChanged(
        site_id="331002-hall",
        version=1,
        name="椒江区行政服务中心",
        kind="county_hall",
        region_code="331002",
        address="中心大道 100 号",
        state="open",
    )
    await catalog.consumers.dispatch(delivery_of("map.site", site.site_id, site), sessions)
    there = (await visitor.get("/v1/search?q=椒江行政服务中心&region=331002001")).json()["others"]
    elsewhere = (await visitor.get("/v1/search?q=椒江行政服务中心&region=331081")).json()["others"]
    site.version, site.state = 2, "closed"
    await catalog.consumers.dispatch(delivery_of("map.site", site.site_id, site), sessions)
    afterwards = (await visitor.get("/v1/search?q=椒江行政服务中心&region=331002")).json()["others"]

    assert [(one["kind"], one["text"]) for one in there if one["kind"] == "site"] == [
        ("site", "中心大道 100 号")
    ]
    assert [one for one in elsewhere + afterwards if one["kind"] == "site"] == []


async def test_suggestions_complete_what_is_typed(visitor: httpx.AsyncClient) -> None:
    found = (await visitor.get("/v1/search/suggest?q=无房")).json()["suggestions"]

    assert "无房证明" in found
    assert len(found) <= 8


@pytest.mark.parametrize("query", [" ", "。", "😀", "公" * 100, "\ufffd"])
async def test_odd_questions_get_an_ordinary_answer(visitor: httpx.AsyncClient, query: str) -> None:
    assert (await visitor.get(f"/v1/search?q={quote(query)}")).status_code == 200
    assert (await visitor.get(f"/v1/search/suggest?q={quote(query)}")).status_code == 200


def cursor(*key: object) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(key)).decode().rstrip("=")


@pytest.mark.parametrize(
    ("path", "status", "named"),
    [
        ("/v1/search?q=%00", 422, "q"),
        ("/v1/search?q=a&level=moon", 422, "level"),
        ("/v1/search?q=a&theme=075", 422, "theme"),
        ("/v1/search?q=a&age=-1", 422, "age"),
        ("/v1/search/suggest?q=a%00b", 422, "q"),
        ("/v1/items?q=%00", 422, "q"),
        ("/v1/items?department=%00", 422, "department"),
        ("/v1/items/a%00b", 422, "item_id"),
        ("/v1/guides/%00?region=331002", 422, "directory_code"),
        ("/v1/regions?parent=331002%00", 422, "parent"),
        (f"/v1/items?after={cursor('a', 'b')}", 422, "after"),
        (f"/v1/items?after={cursor({}, [])}", 422, "after"),
        (f"/v1/items?after={cursor(1)}", 422, "after"),
        (f"/v1/regions?after={cursor(5)}", 422, "after"),
        (f"/v1/items?after={cursor(1, chr(0))}", 422, None),
        ("/v1/search?q=a&region=999999", 404, None),
        ("/v1/items?region=331002999", 404, None),
        ("/v1/guides/gjj-29?region=110000", 404, None),
        ("/v1/guides/gjj-99?region=331002", 404, None),
        ("/v1/calendar/1", 422, "year"),
    ],
)
async def test_what_cannot_be_answered_is_refused_by_name(
    visitor: httpx.AsyncClient, path: str, status: int, named: str | None
) -> None:
    answer = await visitor.get(path)

    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    if named:
        assert [error["parameter"] for error in answer.json()["errors"]] == [named]


async def test_a_policy_is_found_where_it_holds_as_soon_as_it_is_published(
    client: httpx.AsyncClient, gateway: Gateway
) -> None:
    async def found(region: str) -> list[tuple[str, str]]:
        answer = await client.get(f"/v1/search?q=高新企业认定的奖励&region={region}", headers=gateway.visitor)
        return [(one["kind"], one["title"]) for one in answer.json()["others"] if one["kind"] == "policy"]

    (policy,) = await found("331002")
    admin = gateway.header("admin", grants={"policy:read": ["331000"], "policy:publish": ["331000"]})
    listed = (await client.get("/v1/operator/policies", headers=admin)).json()["items"]
    one = next(each for each in listed if each["title"] == policy[1])
    gone = await client.post(
        f"/v1/operator/policies/{one['policy_id']}/withdraw", headers=admin | {"if-match": "*"}
    )

    assert gone.status_code == 200, gone.text
    assert await found("331002") == []
