"""Views and opinions are counted by day and county, and nobody can tell whose they were."""

from typing import Any

import httpx
import pytest
from sqlalchemy import select

from servicekit.db import SessionMaker
from servicekit.testing import Gateway, StoppedClock
from svc_catalog.main import service
from svc_catalog.visits import rules
from svc_catalog.visits.models import Feedback, Visits

Headers = dict[str, str]


@pytest.fixture
def officer(gateway: Gateway) -> Headers:
    acts = ("media:read", "media:edit", "media:review")
    return gateway.header("li-min", grants={act: ["331002"] for act in acts})


@pytest.fixture
async def media_id(visitor: httpx.AsyncClient, officer: Headers, gateway: Gateway) -> str:
    """A guide that is published."""
    content = {
        "form": "article",
        "title": "护照三步走",
        "about": [{"directory_code": "crj-08"}],
        "blocks": [{"kind": "paragraph", "runs": [{"text": "先预约，再到窗口。"}]}],
    }
    body = {"region_code": "331002", "content": content}
    one = (await visitor.post("/v1/operator/media", json=body, headers=officer)).json()["media_id"]
    second = gateway.header("chen", grants={"media:review": ["331000"]})
    for who, what in ((officer, "submit"), (second, "publish")):
        answer = await visitor.post(f"/v1/operator/media/{one}/{what}", headers=who | {"if-match": "*"})
        assert answer.status_code == 200, answer.text
    return str(one)


async def visit(client: httpx.AsyncClient, media_id: str, **body: Any) -> int:
    return (await client.post(f"/v1/media/{media_id}/visits", json=body)).status_code


async def say(client: httpx.AsyncClient, media_id: str, **body: Any) -> int:
    said = {"region": "331002", "is_helpful": False, "reason": "unclear"} | body
    return (await client.post(f"/v1/media/{media_id}/feedback", json=said)).status_code


async def test_views_and_completions_are_counted_by_day_county_and_channel(
    visitor: httpx.AsyncClient, officer: Headers, media_id: str, clock: StoppedClock
) -> None:
    assert await visit(visitor, media_id, region="331002001", channel="app") == 204
    assert await visit(visitor, media_id, region="331002", channel="app", act="complete") == 204
    clock.move(hours=16)  # past midnight in Shanghai
    assert await visit(visitor, media_id, region="331081") == 204
    full = (await visitor.get(f"/v1/operator/media/{media_id}/figures", headers=officer)).json()
    listed = (await visitor.get("/v1/operator/media-figures", headers=officer)).json()
    one_day = await visitor.get("/v1/operator/media-figures", params={"until": "2026-04-30"}, headers=officer)

    assert (full["views"], full["completions"], full["title"]) == (2, 1, "护照三步走")
    assert [(one["day"], one["views"]) for one in full["days"]] == [("2026-04-30", 1), ("2026-05-01", 1)]
    assert [(one["region_name"], one["channel"], one["views"]) for one in full["places"]] == [
        ("椒江区", "app", 1),
        ("温岭市", "web", 1),
    ]
    assert [one["views"] for one in listed if one["media_id"] == media_id] == [2]
    assert listed[0]["media_id"] == media_id
    assert [one["views"] for one in one_day.json() if one["media_id"] == media_id] == [1]


async def test_nothing_is_kept_that_could_tell_who_it_was(
    visitor: httpx.AsyncClient, gateway: Gateway, media_id: str, sessions: SessionMaker
) -> None:
    lin = gateway.person("lin-xiao")
    body = {"region": "331002001003", "channel": "app"}
    await visitor.post(f"/v1/media/{media_id}/visits", json=body, headers=lin)
    text = "我是331002199003070014，电话 1370-576-1234，工号12345678，a.b@example.com，看不懂第 2 步"
    said = body | {"is_helpful": False, "reason": "unclear", "text": text}
    assert (await visitor.post(f"/v1/media/{media_id}/feedback", json=said, headers=lin)).status_code == 204

    async with sessions() as session:
        (seen,) = await session.scalars(select(Visits))
        (heard,) = await session.scalars(select(Feedback))
    kept = {column.name for table in (Visits, Feedback) for column in table.__table__.columns}
    assert kept == {
        "media_id", "day", "region_code", "channel", "views", "completions",
        "feedback_id", "number", "is_helpful", "reason", "text",
    }  # fmt: skip
    assert (seen.region_code, heard.region_code) == ("331002", "331002")
    assert heard.text == "我是[id]，电话 [number]，工号[number]，[mail]，看不懂第 2 步"
    assert rules.kept("身份证 331002 19900307 0014") == "身份证 [id]"
    assert rules.kept("２０２６年５月１日去的，排队30分钟") == "2026年5月1日去的，排队30分钟"


async def test_a_complaint_has_a_reason_and_its_words_are_for_the_officer_alone(
    visitor: httpx.AsyncClient, officer: Headers, gateway: Gateway, media_id: str
) -> None:
    assert await say(visitor, media_id, text="第二步已经改了", reason="outdated") == 204
    assert await say(visitor, media_id, reason="outdated") == 204
    assert await say(visitor, media_id) == 204
    assert await say(visitor, media_id, is_helpful=True, reason=None) == 204
    refused = [
        await say(visitor, media_id, reason=None),
        await say(visitor, media_id, is_helpful=True),
        await say(visitor, media_id, reason="boring"),
        await say(visitor, media_id, text="<b>不好</b>"),
    ]
    full = (await visitor.get(f"/v1/operator/media/{media_id}/figures", headers=officer)).json()
    public = (await visitor.get(f"/v1/media/{media_id}")).text
    other = gateway.header("wang-qiang", grants={"media:read": ["331081"]})

    assert refused == [422] * 4
    assert (full["helpful"], full["not_helpful"]) == (1, 3)
    assert list(full["reasons"].items()) == [("outdated", 2), ("unclear", 1)]
    assert [(one["text"], one["number"]) for one in full["said"]] == [("第二步已经改了", 1)]
    assert "第二步已经改了" not in public
    path = f"/v1/operator/media/{media_id}/figures"
    assert (await visitor.get(path, headers=other)).status_code == 404
    assert (await visitor.get(path)).status_code == 401


async def test_only_what_is_published_and_where_somebody_can_be_is_counted(
    visitor: httpx.AsyncClient, gateway: Gateway, media_id: str
) -> None:
    nowhere = await visit(visitor, media_id, region="110000")
    second = gateway.header("chen", grants={"media:review": ["331000"]})
    await visitor.post(f"/v1/operator/media/{media_id}/withdraw", headers=second | {"if-match": "*"})

    assert nowhere == 404
    assert await visit(visitor, media_id, region="331002") == 404
    assert await say(visitor, media_id) == 404


async def test_counts_and_words_of_days_long_past_are_forgotten(
    visitor: httpx.AsyncClient, media_id: str, sessions: SessionMaker, clock: StoppedClock
) -> None:
    await visit(visitor, media_id, region="331002")
    await say(visitor, media_id)
    await service.jobs.begin(sessions, clock)
    clock.move(days=402)
    await service.jobs.run_due(sessions, clock)

    async with sessions() as session:
        assert list(await session.scalars(select(Visits))) == []
        assert list(await session.scalars(select(Feedback))) == []
