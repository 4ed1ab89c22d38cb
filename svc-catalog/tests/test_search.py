"""Anybody searches; what nobody finds is counted, and nobody is named."""

import base64
from urllib.parse import quote

import httpx
import orjson
import pytest
from sqlalchemy import text

from servicekit.db import SessionMaker


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


async def test_search_keeps_to_the_audience(visitor: httpx.AsyncClient) -> None:
    person = (await visitor.get("/v1/search?q=社保&audience=1")).json()["hits"]
    enterprise = (await visitor.get("/v1/search?q=社保&audience=2")).json()["hits"]

    assert all("1" in hit["item"]["audiences"] for hit in person)
    assert all("2" in hit["item"]["audiences"] for hit in enterprise)
    assert "新员工社保" in {hit["matched"] for hit in enterprise} - {hit["matched"] for hit in person}


async def test_a_new_name_is_found_at_once(visitor: httpx.AsyncClient, sessions: SessionMaker) -> None:
    before = (await visitor.get("/v1/search?q=蜗居补贴")).json()["hits"]
    async with sessions.begin() as session:
        await session.execute(
            text(
                "update directory set plain_names = plain_names || '[\"蜗居补贴\"]'::jsonb,"
                " search_version = search_version + 1 where code = 'js-50'"
            )
        )

    after = (await visitor.get("/v1/search?q=蜗居补贴")).json()["hits"]

    assert "js-50" not in {hit["item"]["directory_code"] for hit in before}
    assert after[0]["item"]["directory_code"] == "js-50"


async def test_what_finds_nothing_is_counted_without_saying_who_asked(
    visitor: httpx.AsyncClient, sessions: SessionMaker
) -> None:
    for query in ("遛狗证331002199003070014", "遛狗证13705761234", "遛狗证8801号", "遛狗证"):
        assert (await visitor.get(f"/v1/search?q={query}")).json()["hits"] == []
    await visitor.get("/v1/search?q=公积金")

    async with sessions() as session:
        rows = (await session.execute(text("select * from search_gaps order by query"))).mappings().all()
    assert sum(row["times"] for row in rows) == 4
    assert {row["region_code"] for row in rows} == {"331002"}
    assert all(row["query"].startswith("遛狗证") for row in rows)
    assert not any(char.isdigit() for row in rows for char in row["query"])


@pytest.mark.parametrize("query", [" ", "。", "😀", "公" * 100, "\ufffd"])
async def test_odd_questions_get_an_ordinary_answer(visitor: httpx.AsyncClient, query: str) -> None:
    assert (await visitor.get(f"/v1/search?q={quote(query)}")).status_code == 200
    assert (await visitor.get(f"/v1/suggest?q={quote(query)}")).status_code == 200


def cursor(*key: object) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(key)).decode().rstrip("=")


@pytest.mark.parametrize(
    ("path", "status", "named"),
    [
        ("/v1/search?q=%00", 422, "q"),
        ("/v1/suggest?q=a%00b", 422, "q"),
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
