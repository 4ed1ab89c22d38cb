"""Operators say what people say; search follows at once."""

import httpx
import pytest

from servicekit.testing import Gateway


@pytest.fixture
def keeper(gateway: Gateway) -> dict[str, str]:
    return gateway.header("li-min", grants={"synonym:read": ["331002"], "synonym:edit": ["331002"]})


async def first(client: httpx.AsyncClient, query: str, region: str = "331002") -> tuple[str, str] | None:
    hits = (await client.get(f"/v1/search?q={query}&region={region}")).json()["hits"]
    return (hits[0]["item"]["directory_code"], hits[0]["why"]) if hits else None


async def test_a_synonym_holds_from_the_next_search_on_where_it_is_said(
    visitor: httpx.AsyncClient, keeper: dict[str, str]
) -> None:
    wish = {"word": "鸽子笼", "means": ["公租房"], "region_code": "331002"}
    before = await first(visitor, "鸽子笼")
    added = await visitor.post("/v1/synonyms", json=wish, headers=keeper)
    there, elsewhere = await first(visitor, "鸽子笼"), await first(visitor, "鸽子笼", "331081")
    changed = await visitor.put(
        f"/v1/synonyms/{added.json()['synonym_id']}",
        json=wish | {"means": ["老年人优待证"]},
        headers=keeper | {"if-match": added.headers["etag"]},
    )
    after = await first(visitor, "鸽子笼")
    removed = await visitor.delete(
        f"/v1/synonyms/{added.json()['synonym_id']}", headers=keeper | {"if-match": changed.headers["etag"]}
    )

    assert (before, there, elsewhere) == (None, ("js-50", "synonym"), None)
    assert after == ("mz-62", "synonym")
    assert removed.status_code == 204
    assert await first(visitor, "鸽子笼") is None


async def test_synonyms_are_listed_by_word_for_the_callers_regions(
    visitor: httpx.AsyncClient, keeper: dict[str, str], gateway: Gateway
) -> None:
    city = gateway.header("chen", grants={"synonym:read": ["331000"], "synonym:edit": ["331000"]})
    await visitor.post(
        "/v1/synonyms",
        json={"word": "戶籍", "means": ["户口"], "region_code": "331002"},
        headers=keeper,
    )

    own = (await visitor.get("/v1/synonyms", headers=keeper)).json()
    page = (await visitor.get("/v1/synonyms?limit=3", headers=city)).json()
    onward = (await visitor.get(f"/v1/synonyms?limit=3&after={page['next']}", headers=city)).json()

    assert [(one["word"], one["means"]) for one in own["items"]] == [("户籍", ["户口"])]
    assert len({one["word"] for one in page["items"] + onward["items"]}) == 6
    assert [one["word"] for one in (await visitor.get("/v1/synonyms?q=户籍", headers=city)).json()["items"]]


@pytest.mark.parametrize(
    ("change", "slug"),
    [
        ({"region_code": "331081"}, "synonym-out-of-reach"),
        ({"region_code": "331000"}, "synonym-out-of-reach"),
        ({"means": ["小屋"]}, "says-nothing"),
        ({"word": "已有"}, "synonym-exists"),
        ({"means": []}, "malformed-request"),
        ({"word": "长" * 21}, "malformed-request"),
    ],
)
async def test_what_is_no_synonym_is_refused_by_name(
    visitor: httpx.AsyncClient, keeper: dict[str, str], change: dict[str, object], slug: str
) -> None:
    wish = {"word": "小屋", "means": ["公租房"], "region_code": "331002"}
    await visitor.post("/v1/synonyms", json=wish | {"word": "已有"}, headers=keeper)

    refused = await visitor.post("/v1/synonyms", json=wish | change, headers=keeper)

    assert refused.json()["type"].endswith(f"/{slug}"), refused.text


async def test_of_two_changes_at_once_the_second_is_refused(
    visitor: httpx.AsyncClient, keeper: dict[str, str]
) -> None:
    wish = {"word": "小屋", "means": ["公租房"], "region_code": "331002"}
    added = await visitor.post("/v1/synonyms", json=wish, headers=keeper)
    path = f"/v1/synonyms/{added.json()['synonym_id']}"
    await visitor.put(path, json=wish | {"means": ["保障房"]}, headers=keeper | {"if-match": '"1"'})

    stale = await visitor.put(path, json=wish, headers=keeper | {"if-match": added.headers["etag"]})
    blind = await visitor.delete(path, headers=keeper)

    assert stale.status_code == 412
    assert blind.status_code == 428
