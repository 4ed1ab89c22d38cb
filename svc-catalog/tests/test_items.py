"""Anybody reads, operators of the region withdraw and publish, and everybody hears of it."""

import httpx

from sanzhi_proto.catalog.v1.catalog_pb2 import ItemChanged
from servicekit.db import SessionMaker
from servicekit.testing import Gateway, RecordedOutbox

RENT = "331002-gjj-29"


async def test_a_guide_tells_everything_of_a_complete_item(visitor: httpx.AsyncClient) -> None:
    answer = await visitor.get(f"/v1/items/{RENT}")
    guide = answer.json()

    assert guide["name"] == "无房租赁住房提取公积金"
    assert guide["region_name"] == "椒江区"
    assert guide["guide"]["materials"][0]["name"] == "居民身份证"
    assert guide["guide"]["consult_phone"] != guide["guide"]["complaint_phone"]
    assert len(guide["national_code"]) == 31
    assert answer.headers["etag"] == '"1"'


async def test_a_reader_who_has_it_already_gets_nothing_again(visitor: httpx.AsyncClient) -> None:
    again = await visitor.get(f"/v1/items/{RENT}", headers={"if-none-match": '"1"'})

    assert again.status_code == 304
    assert again.content == b""


async def test_counties_differ(visitor: httpx.AsyncClient) -> None:
    jiaojiang = (await visitor.get("/v1/guides/jt-51?region=331002")).json()["guide"]
    wenling = (await visitor.get("/v1/guides/jt-51?region=331081")).json()["guide"]

    assert jiaojiang["place"] != wenling["place"]
    assert jiaojiang["promised_limit"] != wenling["promised_limit"]
    assert len(wenling["materials"]) == len(jiaojiang["materials"]) + 1


async def test_lists_are_filtered_and_paged(visitor: httpx.AsyncClient) -> None:
    first = (await visitor.get("/v1/items?region=331002&limit=50")).json()
    second = (await visitor.get(f"/v1/items?region=331002&limit=50&after={first['next']}")).json()
    housing = (await visitor.get("/v1/items?region=331002&person_theme=075")).json()["items"]
    kiosk = (await visitor.get("/v1/items?region=331002&is_kiosk=true")).json()["items"]

    assert (len(first["items"]), len(second["items"]), second["next"]) == (50, 24, None)
    assert {item["directory_code"] for item in housing} >= {"gjj-29", "js-50"}
    assert all(item["is_kiosk"] for item in kiosk)
    assert sum(item["is_complete"] for item in first["items"] + second["items"]) == 12


async def test_what_is_withdrawn_is_neither_read_nor_found_nor_listed(
    visitor: httpx.AsyncClient, clerk: dict[str, str], announced: RecordedOutbox
) -> None:
    before = len(await announced.rows())

    done = await visitor.post(f"/v1/items/{RENT}/withdraw", headers=clerk | {"if-match": '"1"'})

    assert (done.json()["state"], done.json()["allowed"]) == ("withdrawn", ["publish"])
    assert (await visitor.get(f"/v1/items/{RENT}")).status_code == 404
    hits = (await visitor.get("/v1/search?q=租房提公积金&region=331002")).json()["hits"]
    elsewhere = (await visitor.get("/v1/search?q=租房提公积金&region=331081")).json()["hits"]
    assert RENT not in {hit["item"]["item_id"] for hit in hits}
    assert elsewhere[0]["item"]["item_id"] == "331081-gjj-29"
    (event,) = (await announced.messages(ItemChanged))[-1:]
    assert len(await announced.rows()) == before + 1
    assert (event.item_id, event.state, event.version, list(event.changed)) == (
        RENT,
        "withdrawn",
        2,
        ["state"],
    )


async def test_publishing_brings_it_back(visitor: httpx.AsyncClient, clerk: dict[str, str]) -> None:
    await visitor.post(f"/v1/items/{RENT}/withdraw", headers=clerk | {"if-match": '"1"'})

    back = await visitor.post(f"/v1/items/{RENT}/publish", headers=clerk | {"if-match": '"2"'})

    assert back.json()["state"] == "published"
    assert (await visitor.get(f"/v1/items/{RENT}")).status_code == 200


async def test_refusals_say_what_is_wrong(visitor: httpx.AsyncClient, clerk: dict[str, str]) -> None:
    path = f"/v1/items/{RENT}"

    unsaid = await visitor.post(f"{path}/withdraw", headers=clerk)
    stale = await visitor.post(f"{path}/withdraw", headers=clerk | {"if-match": '"9"'})
    wrong = await visitor.post(f"{path}/publish", headers=clerk | {"if-match": '"1"'})
    elsewhere = await visitor.post("/v1/items/331081-gjj-29/withdraw", headers=clerk | {"if-match": '"1"'})
    nobody = await visitor.post(f"{path}/withdraw")

    answers = [unsaid, stale, wrong, elsewhere, nobody]
    assert [answer.status_code for answer in answers] == [428, 412, 409, 404, 401]
    assert wrong.json()["allowed"] == ["withdraw", "suspend"]


async def test_an_operator_sees_the_own_region_in_whatever_state(
    visitor: httpx.AsyncClient, clerk: dict[str, str], gateway: Gateway
) -> None:
    await visitor.post(f"/v1/items/{RENT}/withdraw", headers=clerk | {"if-match": '"1"'})

    gone = (await visitor.get("/v1/operator/items?state=withdrawn", headers=clerk)).json()["items"]
    wenling = gateway.header("wang", grants={"item:read": ["331081"]})
    theirs = (await visitor.get("/v1/operator/items?limit=200", headers=wenling)).json()["items"]

    assert [item["item_id"] for item in gone] == [RENT]
    assert {item["region_code"] for item in theirs} == {"331081"}


async def test_search_says_what_was_probably_meant(visitor: httpx.AsyncClient) -> None:
    found = (await visitor.get("/v1/search?q=公鸡金提取&region=331002")).json()

    assert "公积金" in found["did_you_mean"]
    assert found["hits"][0]["why"] == "pinyin"


async def test_what_finds_nothing_is_counted_without_saying_who_asked(
    visitor: httpx.AsyncClient, sessions: SessionMaker
) -> None:
    from sqlalchemy import text

    for _ in range(2):
        await visitor.get("/v1/search?q=xyzxyz331002199003070014")

    async with sessions() as session:
        rows = (await session.execute(text("select query, times from search_gaps"))).all()
    assert [tuple(row) for row in rows] == [("xyzxyz", 2)] or all("331002" not in row[0] for row in rows)


async def test_years_of_the_calendar(visitor: httpx.AsyncClient) -> None:
    year = (await visitor.get("/v1/calendar/2026")).json()
    next_year = (await visitor.get("/v1/calendar/2027")).json()

    assert {"date": "2026-10-10", "is_off": False, "name": "调休上班"} in year["days"]
    assert (year["is_provisional"], next_year["is_provisional"]) == (False, True)
    assert (await visitor.get("/v1/calendar/2099")).status_code == 404


async def test_regions_from_the_province_to_the_village(visitor: httpx.AsyncClient) -> None:
    counties = (await visitor.get("/v1/regions?parent=331000")).json()["items"]
    towns = (await visitor.get("/v1/regions?parent=331002")).json()["items"]
    villages = (await visitor.get(f"/v1/regions?parent={towns[0]['code']}")).json()["items"]

    assert {"331001", "331002", "331091"} <= {county["code"] for county in counties}
    assert towns[0]["name"] == "海门街道"
    assert {village["level"] for village in villages} == {"village"}
