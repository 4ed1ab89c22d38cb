"""Anybody reads, operators of the region withdraw and publish, and everybody hears of it."""

import httpx
import pytest
from sqlalchemy import text

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

    compressed = await visitor.get(f"/v1/items/{RENT}", headers={"if-none-match": 'W/"7", W/"1"'})
    stale = await visitor.get(f"/v1/items/{RENT}", headers={"if-none-match": '"0"'})

    assert [again.status_code, compressed.status_code, stale.status_code] == [304, 304, 200]
    assert again.content == b""
    assert again.headers["last-modified"].endswith("GMT")


async def test_counties_differ(visitor: httpx.AsyncClient) -> None:
    jiaojiang = (await visitor.get("/v1/guides/jt-51?region=331002")).json()["guide"]
    wenling = (await visitor.get("/v1/guides/jt-51?region=331081")).json()["guide"]

    assert jiaojiang["place"] != wenling["place"]
    assert jiaojiang["promised_limit"] != wenling["promised_limit"]
    assert len(wenling["materials"]) == len(jiaojiang["materials"]) + 1


async def test_a_guide_says_what_it_takes_over_from_the_city(visitor: httpx.AsyncClient) -> None:
    county = (await visitor.get("/v1/items/331081-jt-51")).json()["inherited"]
    city = (await visitor.get("/v1/items/331001-jt-51")).json()["inherited"]

    assert (county["region_code"], county["region_name"]) == ("331001", "台州市本级")
    assert {"steps", "faq", "accept_condition"} <= set(county["elements"])
    assert {"materials", "place", "promised_limit"}.isdisjoint(county["elements"])
    assert city is None


@pytest.mark.parametrize(
    ("where", "list_of"),
    [
        ("331002", "331002"),
        ("331002001", "331002"),
        ("331081100010", "331081"),
        ("331091", "331001"),
        ("331000", "331001"),
    ],
)
async def test_the_nearest_list_answers(visitor: httpx.AsyncClient, where: str, list_of: str) -> None:
    guide = (await visitor.get(f"/v1/guides/gjj-29?region={where}")).json()
    listed = (await visitor.get(f"/v1/items?region={where}&limit=200")).json()["items"]
    hits = (await visitor.get(f"/v1/search?q=租房提公积金&region={where}")).json()["hits"]

    assert guide["region_code"] == list_of
    assert {item["region_code"] for item in listed} == {list_of}
    assert len(listed) == 74
    assert hits[0]["item"]["item_id"] == f"{list_of}-gjj-29"


async def test_what_the_county_has_withdrawn_does_not_come_back_from_the_city(
    visitor: httpx.AsyncClient, clerk: dict[str, str]
) -> None:
    await visitor.post(f"/v1/items/{RENT}/withdraw", headers=clerk | {"if-match": '"1"'})

    in_town = await visitor.get("/v1/guides/gjj-29?region=331002001")
    listed = (await visitor.get("/v1/items?region=331002001&department=gjj")).json()["items"]

    assert in_town.status_code == 404
    assert "gjj-29" not in {item["directory_code"] for item in listed}


async def test_what_the_county_only_drafts_is_still_the_citys(
    visitor: httpx.AsyncClient, sessions: SessionMaker
) -> None:
    async with sessions.begin() as session:
        await session.execute(text("update items set state = 'draft' where item_id = :id"), {"id": RENT})

    guide = (await visitor.get("/v1/guides/gjj-29?region=331002")).json()

    assert guide["item_id"] == "331001-gjj-29"


async def test_a_draft_that_breaks_a_rule_of_quality_is_not_published(
    visitor: httpx.AsyncClient, clerk: dict[str, str], sessions: SessionMaker
) -> None:
    spoilt = """
        update items set state = 'draft',
        guide = jsonb_set(guide, '{promised_limit}', '{"amount": 90, "unit": "WORKDAY"}')
        where item_id = :id"""
    empty = "update items set state = 'draft' where item_id = :id"
    async with sessions.begin() as session:
        await session.execute(text(spoilt), {"id": "331002-jt-51"})
        await session.execute(text(empty), {"id": "331002-jt-52"})

    broken = await visitor.post("/v1/items/331002-jt-51/publish", headers=clerk | {"if-match": "*"})
    unwritten = await visitor.post("/v1/items/331002-jt-52/publish", headers=clerk | {"if-match": "*"})

    assert [broken.status_code, unwritten.status_code] == [409, 409]
    assert [one["code"] for one in broken.json()["findings"]] == ["promise-beyond-law"]
    assert unwritten.json()["type"].endswith("/not-complete")


async def test_lists_are_filtered_and_paged(visitor: httpx.AsyncClient) -> None:
    first = (await visitor.get("/v1/items?region=331002&limit=50")).json()
    second = (await visitor.get(f"/v1/items?region=331002&limit=50&after={first['next']}")).json()
    housing = (await visitor.get("/v1/items?region=331002&person_theme=075")).json()["items"]
    kiosk = (await visitor.get("/v1/items?region=331002&is_kiosk=true")).json()["items"]

    assert (len(first["items"]), len(second["items"]), second["next"]) == (50, 24, None)
    assert {item["directory_code"] for item in housing} >= {"gjj-29", "js-50"}
    named = (await visitor.get("/v1/items?region=331002&q=租房")).json()["items"]
    enterprise = (await visitor.get("/v1/items?region=331002&audience=2&limit=200")).json()["items"]

    assert all(item["is_kiosk"] for item in kiosk)
    assert "gjj-29" in {item["directory_code"] for item in named}
    assert all("2" in item["audiences"] for item in enterprise)
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


async def test_a_suspended_item_comes_back_or_goes(
    visitor: httpx.AsyncClient, clerk: dict[str, str], sessions: SessionMaker
) -> None:
    path = f"/v1/items/{RENT}"

    suspended = await visitor.post(f"{path}/suspend", headers=clerk | {"if-match": '"1"'})
    read = await visitor.get(path)
    withdrawn = await visitor.post(f"{path}/withdraw", headers=clerk | {"if-match": '"2"'})

    assert suspended.json()["allowed"] == ["withdraw", "publish"]
    assert read.status_code == 404
    assert withdrawn.json()["state"] == "withdrawn"
    async with sessions() as session:
        rows = await session.execute(text("select action, record, region_code from audit order by seq"))
    assert [tuple(row) for row in rows] == [
        ("item.suspend", RENT, "331002"),
        ("item.withdraw", RENT, "331002"),
    ]


async def test_an_operator_reads_what_the_public_no_longer_does(
    visitor: httpx.AsyncClient, clerk: dict[str, str], gateway: Gateway
) -> None:
    await visitor.post(f"/v1/items/{RENT}/withdraw", headers=clerk | {"if-match": '"1"'})
    wenling = gateway.header("wang", grants={"item:read": ["331081"]})

    own = await visitor.get(f"/v1/operator/items/{RENT}", headers=clerk)
    foreign = await visitor.get(f"/v1/operator/items/{RENT}", headers=wenling)

    assert (own.json()["state"], own.json()["allowed"]) == ("withdrawn", ["publish"])
    assert own.json()["guide"]["steps"]
    assert own.headers["etag"] == '"2"'
    assert foreign.status_code == 404


async def test_an_operator_sees_the_own_region_in_whatever_state(
    visitor: httpx.AsyncClient, clerk: dict[str, str], gateway: Gateway
) -> None:
    await visitor.post(f"/v1/items/{RENT}/withdraw", headers=clerk | {"if-match": '"1"'})

    gone = (await visitor.get("/v1/operator/items?state=withdrawn", headers=clerk)).json()["items"]
    wenling = gateway.header("wang", grants={"item:read": ["331081"]})
    theirs = (await visitor.get("/v1/operator/items?limit=200", headers=wenling)).json()["items"]
    named = (await visitor.get("/v1/operator/items?q=货物运输", headers=clerk)).json()["items"]

    assert [item["item_id"] for item in gone] == [RENT]
    assert {item["region_code"] for item in theirs} == {"331081"}
    assert [item["item_id"] for item in named] == ["331002-jt-51"]
