"""Batches: the city plans which items are to be explained, and sees what counties really show."""

from datetime import date
from typing import Any

import httpx
import pytest

from servicekit.testing import Gateway, StoppedClock

Headers = dict[str, str]
Answer = dict[str, Any]
PATH = "/v1/operator/batches"


@pytest.fixture
def city(gateway: Gateway) -> Headers:
    acts = ("media:read", "media:edit", "media:review", "batch:edit")
    return gateway.header("chen", grants={act: ["331000"] for act in acts})


@pytest.fixture
def county(gateway: Gateway) -> Headers:
    """An officer of 椒江."""
    return gateway.header("li-min", grants={"media:read": ["331002"], "media:edit": ["331002"]})


@pytest.fixture
def neighbour(gateway: Gateway) -> Headers:
    """An officer of 温岭."""
    return gateway.header("wang-qiang", grants={"media:read": ["331081"], "media:edit": ["331081"]})


@pytest.fixture
def plan(clock: StoppedClock) -> Answer:
    assert clock.at.date() == date(2026, 4, 30)
    return {
        "name": "教你办第一批",
        "items": ["mz-59", "crj-08"],
        "regions": [
            {"region_code": "331002", "due_on": "2026-05-06"},
            {"region_code": "331081", "due_on": "2026-05-20"},
        ],
    }


@pytest.fixture
async def planned(client: httpx.AsyncClient, city: Headers, plan: Answer) -> str:
    answer = await client.post(PATH, json=plan | {"region_code": "331000"}, headers=city)
    assert answer.status_code == 201, answer.text
    return f"{PATH}/{answer.json()['batch_id']}"


async def published(client: httpx.AsyncClient, county: Headers, city: Headers, *codes: str) -> str:
    content = {
        "form": "article",
        "title": "分步说明",
        "about": [{"directory_code": code} for code in codes],
        "blocks": [{"kind": "paragraph", "runs": [{"text": "先预约，再到窗口。"}]}],
    }
    body = {"region_code": "331002", "content": content}
    media_id = (await client.post("/v1/operator/media", json=body, headers=county)).json()["media_id"]
    for who, what in ((county, "submit"), (city, "publish")):
        path = f"/v1/operator/media/{media_id}/{what}"
        answer = await client.post(path, headers=who | {"if-match": "*"})
        assert answer.status_code == 200, answer.text
    return str(media_id)


async def progress(
    client: httpx.AsyncClient, path: str, who: Headers
) -> dict[str, tuple[str, int, list[str]]]:
    found = (await client.get(path, headers=who)).json()
    return {one["region_code"]: (one["pace"], one["done"], one["missing"]) for one in found["counties"]}


def slug(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json().get("type", "").rpartition("/")[2]


async def test_progress_is_what_counties_show_their_own_or_claimed_until_it_is_withdrawn(
    client: httpx.AsyncClient, city: Headers, county: Headers, neighbour: Headers, planned: str
) -> None:
    before = await progress(client, planned, city)
    media_id = await published(client, county, city, "mz-59", "crj-08")
    own = await progress(client, planned, city)
    path = f"/v1/operator/media/{media_id}"
    await client.post(f"{path}/claim", json={"region_code": "331081"}, headers=neighbour)
    claimed = await progress(client, planned, city)
    summed = (await client.get(planned, headers=city)).json()
    await client.post(f"{path}/withdraw", headers=city | {"if-match": "*"})
    withdrawn = await progress(client, planned, city)

    nothing = ("on_the_way", 0, ["mz-59", "crj-08"])
    assert before == withdrawn == {"331002": nothing, "331081": nothing}
    assert own == {"331002": ("done", 2, []), "331081": nothing}
    assert claimed["331081"] == ("done", 2, [])
    assert (summed["done"], summed["total"], summed["next_due_on"]) == (4, 4, None)
    assert [one["name"] for one in summed["items"]] == ["内地居民结婚登记", "普通护照签发"]


async def test_what_is_late_is_shown_first_with_its_days(
    client: httpx.AsyncClient, city: Headers, planned: str, clock: StoppedClock
) -> None:
    clock.move(days=6)  # the last day of 椒江 is its own
    on_time = (await client.get(planned, headers=city)).json()
    clock.move(days=2)
    late = (await client.get(planned, headers=city)).json()
    listed = (await client.get(PATH, headers=city)).json()["items"]

    assert (on_time["overdue"], on_time["next_due_on"]) == (0, "2026-05-06")
    assert (late["overdue"], late["next_due_on"]) == (1, "2026-05-20")
    first = late["counties"][0]
    assert (first["region_name"], first["pace"], first["days_over"]) == ("椒江区", "overdue", 2)
    assert [one["overdue"] for one in listed if planned.endswith(one["batch_id"])] == [1]


async def test_a_county_sees_itself_and_plans_nothing(
    client: httpx.AsyncClient,
    city: Headers,
    county: Headers,
    planned: str,
    plan: Answer,
    gateway: Gateway,
) -> None:
    mine = await progress(client, planned, county)
    elsewhere = gateway.header("zhou", grants={"media:read": ["331004"], "batch:edit": ["331004"]})

    assert set(mine) == {"331002"}
    assert slug(await client.get(planned, headers=elsewhere)) == (404, "no-such-batch")
    assert (await client.get(PATH, headers=elsewhere)).json()["items"] == []
    new = plan | {"region_code": "331000"}
    assert slug(await client.post(PATH, json=new, headers=county)) == (403, "not-allowed")
    assert slug(await client.post(PATH, json=new, headers=elsewhere)) == (403, "region-not-yours")
    assert slug(await client.post(PATH, json=new | {"region_code": "331004"}, headers=elsewhere)) == (
        403,
        "region-not-yours",
    )
    change = await client.put(planned, json=plan, headers=elsewhere | {"if-match": "*"})
    assert slug(change) == (404, "no-such-batch")


async def test_a_plan_of_what_is_not_there_or_named_twice_is_refused(
    client: httpx.AsyncClient, city: Headers, plan: Answer
) -> None:
    lost = plan | {
        "region_code": "331000",
        "items": ["mz-59", "no-such"],
        "regions": [{"region_code": "331099", "due_on": "2026-05-06"}],
    }
    refused = await client.post(PATH, json=lost, headers=city)
    twice = await client.post(
        PATH, json=plan | {"region_code": "331000", "items": ["mz-59", "mz-59"]}, headers=city
    )

    assert slug(refused) == (409, "batch-not-fit")
    assert (refused.json()["items"], refused.json()["regions"]) == (["no-such"], ["331099"])
    assert twice.status_code == 422


async def test_a_plan_is_changed_by_who_has_seen_it_as_it_is_and_removed(
    client: httpx.AsyncClient, city: Headers, planned: str, plan: Answer
) -> None:
    version = (await client.get(planned, headers=city)).headers["etag"]
    new = plan | {"items": ["mz-59"], "regions": plan["regions"][:1]}
    unseen = await client.put(planned, json=new, headers=city)
    changed = await client.put(planned, json=new, headers=city | {"if-match": version})
    stale = await client.put(planned, json=plan, headers=city | {"if-match": version})
    removed = await client.delete(planned, headers=city | {"if-match": changed.headers["etag"]})

    assert slug(unseen) == (428, "version-required")
    assert (changed.json()["total"], changed.json()["version"]) == (1, 2)
    assert slug(stale) == (412, "stale-version")
    assert removed.status_code == 204
    assert slug(await client.get(planned, headers=city)) == (404, "no-such-batch")
