"""What people ask and do not find has an owner, and mending it shows."""

from datetime import UTC, datetime

import httpx
import pytest
from sqlalchemy import text

from servicekit.db import SessionMaker
from servicekit.testing import Gateway, StoppedClock

pytestmark = pytest.mark.usefixtures("counting_from_here")


@pytest.fixture
def counting_from_here(clock: StoppedClock) -> None:
    clock.at = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)


@pytest.fixture
def keeper(gateway: Gateway) -> dict[str, str]:
    return gateway.header("li-min", grants={"gap:read": ["331002"], "gap:edit": ["331002"]})


async def gaps(
    client: httpx.AsyncClient, headers: dict[str, str], query: str = ""
) -> dict[str, dict[str, object]]:
    answer = await client.get(f"/v1/search/gaps?{query}", headers=headers)
    assert answer.status_code == 200, answer.text
    return {gap["query"]: gap for gap in answer.json()["items"]}


async def test_what_finds_nothing_is_ranked_without_saying_who_asked(
    visitor: httpx.AsyncClient, keeper: dict[str, str], sessions: SessionMaker
) -> None:
    for query in ("遛狗证331002199003070014", "遛狗证13705761234", "遛狗证", "放风筝许可"):
        assert (await visitor.get(f"/v1/search?q={query}&region=331002001")).json()["hits"] == []
    await visitor.get("/v1/search?q=公积金")
    await visitor.get("/v1/search?q=烟花秀报备&region=331081")
    await visitor.get("/v1/search?q=遛狗证&audience=2")

    found = await gaps(visitor, keeper)

    assert [(query, gap["counted"]) for query, gap in found.items()] == [
        ("遛狗证", {"asked": 3, "empty": 3, "clicks": 0}),
        ("放风筝许可", {"asked": 1, "empty": 1, "clicks": 0}),
    ]
    assert {gap["region_code"] for gap in found.values()} == {"331002"}
    async with sessions() as session:
        rows = (await session.execute(text("select query from search_asked"))).scalars().all()
    assert set(rows) == {"遛狗证", "放风筝许可", "公积金", "烟花秀报备"}


async def test_mending_a_gap_shows_before_and_after(
    visitor: httpx.AsyncClient, keeper: dict[str, str], clock: StoppedClock, sessions: SessionMaker
) -> None:
    await visitor.get("/v1/search?q=胶囊旅舍")
    decision = {
        "query": "胶囊旅舍",
        "region_code": "331002",
        "state": "taken",
        "department_code": "js",
        "note": "加俗称",
    }
    taken = await visitor.put("/v1/search/gaps", json=decision, headers=keeper)
    (waiting,) = (await gaps(visitor, keeper)).values()
    clock.move(days=1)
    async with sessions.begin() as session:
        await session.execute(
            text("update directory set plain_names = plain_names || '[\"胶囊旅舍\"]' where code = 'js-50'")
        )
    await visitor.put("/v1/search/gaps", json=decision | {"state": "mended"}, headers=keeper)
    await visitor.get("/v1/search?q=胶囊旅舍")
    click = {"q": "胶囊旅舍", "region": "331002", "key": "js-50", "place": 1}
    clicked = await visitor.post("/v1/search/clicks", json=click)

    mended = (await gaps(visitor, keeper, "state=mended"))["胶囊旅舍"]

    assert (taken.status_code, clicked.status_code) == (204, 204)
    assert (waiting["state"], waiting["department_code"], waiting["is_proposed"]) == ("taken", "js", False)
    assert mended["mended_on"] == "2026-06-02"
    assert mended["before"] == {"asked": 1, "empty": 1, "clicks": 0}
    assert mended["after"] == {"asked": 1, "empty": 0, "clicks": 1}
    assert mended["nearest"] == {
        "directory_code": "js-50",
        "name": "公租房申请",
        "department_code": "js",
        "is_found": True,
    }
    assert await gaps(visitor, keeper) == {}


async def test_what_is_shown_and_never_opened_is_a_gap_too(
    visitor: httpx.AsyncClient, keeper: dict[str, str]
) -> None:
    for _ in range(10):
        await visitor.get("/v1/search?q=护照")
        await visitor.get("/v1/search?q=结婚登记")
    click = {"q": "结婚登记", "region": "331002", "key": "mz-59", "place": 1}
    await visitor.post("/v1/search/clicks", json=click)

    found = await gaps(visitor, keeper)

    assert [(query, gap["reason"], gap["department_code"]) for query, gap in found.items()] == [
        ("护照", "unclicked", "crj")
    ]


async def test_gaps_are_those_of_the_callers_regions(
    visitor: httpx.AsyncClient, keeper: dict[str, str], gateway: Gateway
) -> None:
    await visitor.get("/v1/search?q=烟花秀报备&region=331081")
    decision = {"query": "烟花秀报备", "region_code": "331081", "state": "dismissed"}

    refused = await visitor.put("/v1/search/gaps", json=decision, headers=keeper)
    city = gateway.header("chen", grants={"gap:read": ["331000"], "gap:edit": ["331000"]})

    assert await gaps(visitor, keeper) == {}
    assert refused.json()["type"].endswith("/no-such-gap")
    assert list(await gaps(visitor, city)) == ["烟花秀报备"]
    assert (await visitor.put("/v1/search/gaps", json=decision, headers=city)).status_code == 204
    assert await gaps(visitor, city) == {}
    assert list(await gaps(visitor, city, "state=dismissed")) == ["烟花秀报备"]


async def test_the_list_goes_on_where_it_ended(visitor: httpx.AsyncClient, keeper: dict[str, str]) -> None:
    for times, query in enumerate(("放孔明灯", "遛狗证", "斗蟋蟀", "养鸽子")):
        for _ in range(times + 1):
            await visitor.get(f"/v1/search?q={query}")
    seen, after = [], ""
    while after is not None:
        page = (await visitor.get(f"/v1/search/gaps?limit=1{after}", headers=keeper)).json()
        seen += [gap["query"] for gap in page["items"]]
        after = f"&after={page['next']}" if page["next"] else None

    assert seen == ["养鸽子", "斗蟋蟀", "遛狗证", "放孔明灯"]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"key": "no-such"}, 404),
        ({"kind": "moon"}, 404),
        ({"place": 0}, 422),
        ({"q": "\0"}, 422),
        ({"who": "林晓"}, 422),
    ],
)
async def test_only_what_can_be_opened_is_counted(
    visitor: httpx.AsyncClient, change: dict[str, object], status: int
) -> None:
    click = {"q": "护照", "region": "331002", "kind": "item", "key": "crj-08", "place": 1} | change

    assert (await visitor.post("/v1/search/clicks", json=click)).status_code == status


@pytest.mark.parametrize("path", ["/v1/search/gaps", "/v1/synonyms"])
async def test_visitors_see_neither_gaps_nor_synonyms(visitor: httpx.AsyncClient, path: str) -> None:
    assert (await visitor.get(path)).status_code == 401
