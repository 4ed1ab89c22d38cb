"""Main items with sub-items, handling items with their codes, and the directory they stand in."""

from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from servicekit.db import SessionMaker
from servicekit.testing import Gateway
from svc_catalog.items import rules
from svc_catalog.items.models import DirectoryEntry, Item
from svc_catalog.items.types import Guide, HandlingItem
from svc_catalog.situations.rules import handling_findings, handling_item
from svc_catalog.situations.types import Situations

CARD, ABROAD, RENT = "331002-ga-02", "331002-yb-25", "331002-gjj-29"
TWO: list[dict[str, Any]] = [
    {"number": "01", "name": "到期换领", "is_default": True},
    {"number": "02", "name": "损坏换领", "answers": {"reason": "damaged"}},
    {"number": "03", "name": "损坏换领（拍过照片）", "answers": {"reason": "damaged", "photo": "yes"}},
]


async def test_a_sub_item_names_its_main_item_and_its_siblings(visitor: httpx.AsyncClient) -> None:
    card = (await visitor.get(f"/v1/items/{CARD}")).json()
    rent = (await visitor.get(f"/v1/items/{RENT}")).json()
    listed = (await visitor.get("/v1/items?region=331002&main_item=00001")).json()["items"]

    assert (card["main_item"], card["sub_item"]) == ("00001", "002")
    assert [(one["name"], one["sub_item"], one["item_id"]) for one in card["siblings"]] == [
        ("居民身份证申领", "001", "331002-ga-01"),
        ("居民身份证补领", "003", "331002-ga-03"),
    ]
    assert (rent["main_item"], rent["sub_item"], rent["siblings"]) == ("00029", "000", [])
    assert [one["directory_code"] for one in listed] == ["ga-01", "ga-02", "ga-03"]


async def test_the_directory_tells_the_six_base_elements(visitor: httpx.AsyncClient) -> None:
    whole = (await visitor.get("/v1/directory?limit=200")).json()
    subs = (await visitor.get("/v1/directory?main_item=00001&limit=2")).json()
    rest = (await visitor.get(f"/v1/directory?main_item=00001&after={subs['next']}")).json()
    one = (await visitor.get("/v1/directory/gjj-29")).json()
    gone = await visitor.get("/v1/directory/xx-99")

    assert (len(whole["items"]), whole["next"]) == (74, None)
    assert [each["directory_code"] for each in (*subs["items"], *rest["items"])] == [
        "ga-01",
        "ga-02",
        "ga-03",
    ]
    assert (one["name"], one["basic_code"], one["item_type"]) == (
        "无房租赁住房提取公积金",
        "332000029000",
        "20",
    )
    assert one["department_name"] == "市住房公积金中心"
    assert one["implementing_body"] == "市住房公积金中心、县（市、区）住房公积金中心"
    assert one["legal_basis"] == "《住房公积金管理条例》"
    assert (gone.status_code, gone.json()["type"].rpartition("/")[2]) == (404, "no-such-item")


async def test_body_and_level_are_those_of_the_national_code(
    visitor: httpx.AsyncClient, sessions: SessionMaker
) -> None:
    county = (await visitor.get(f"/v1/items/{RENT}")).json()
    city = (await visitor.get("/v1/items/331001-gjj-29")).json()

    assert (county["use_level"], city["use_level"]) == ("4", "3")
    assert county["body_code"] + county["use_level"] + county["basic_code"] == county["national_code"]
    assert rules.codes(county["national_code"], "another-scheme") is None
    assert rules.codes(county["national_code"][1:], county["code_scheme"]) is None
    assert rules.handling_code(county["national_code"], "another-scheme", "01") is None


async def test_every_item_is_handled_in_at_least_one_way(visitor: httpx.AsyncClient) -> None:
    rent = (await visitor.get(f"/v1/items/{RENT}")).json()
    unwritten = (await visitor.get("/v1/items/331002-ga-05")).json()
    card = (await visitor.get(f"/v1/items/{CARD}")).json()

    (only,) = rent["handling_items"]
    assert only == {
        "number": "01",
        "code": f"{rent['national_code']}01",
        "name": "无房租赁住房提取公积金",
        "is_default": True,
    }
    assert len(only["code"]) == 33
    assert [one["name"] for one in unwritten["handling_items"]] == ["新生儿落户(出生登记)"]
    assert [(one["number"], one["is_default"]) for one in card["handling_items"]] == [
        ("01", True),
        ("02", False),
    ]


@pytest.mark.parametrize(
    ("item", "answers", "number"),
    [
        (CARD, {"reason": "damaged", "photo": "yes"}, "02"),
        (CARD, {"reason": "expired", "photo": "yes"}, "01"),
        (ABROAD, {"why": "travelling"}, "02"),
        (ABROAD, {"why": "referred"}, "01"),
        (RENT, {"marriage": "single", "first": "no"}, "01"),
    ],
)
async def test_answers_lead_to_a_handling_item_and_the_sheet_says_it(
    visitor: httpx.AsyncClient, item: str, answers: dict[str, str], number: str
) -> None:
    guide = (await visitor.get(f"/v1/items/{item}")).json()
    named = next(one for one in guide["handling_items"] if one["number"] == number)

    match = await visitor.post(f"/v1/items/{item}/situations/match", json={"answers": answers})
    sheet = await visitor.post("/v1/sheets", json={"item_id": item, "answers": answers})

    assert match.json()["handling_item"] == named
    assert sheet.json()["content"]["handling_item"] == {key: named[key] for key in ("number", "code", "name")}


def test_of_several_handling_items_that_hold_the_one_that_says_most_decides(rent_guide: Guide) -> None:
    guide = rent_guide.model_copy(
        update={"handling_items": [HandlingItem.model_validate(one) for one in TWO]}
    )

    def number(answers: dict[str, str]) -> str:
        return handling_item("换领", answers, guide).number

    assert number({"reason": "damaged", "photo": "yes"}) == "03"
    assert number({"reason": "damaged", "photo": "no"}) == "02"
    assert number({"reason": "expired", "photo": "no"}) == "01"


def test_answers_that_nobody_can_give_are_found(rent_guide: Guide) -> None:
    guide = rent_guide.model_copy(
        update={"handling_items": [HandlingItem.model_validate(one) for one in TWO]}
    )
    question = {
        "code": "reason",
        "text": "为什么要换？",
        "options": [{"code": "expired", "label": "到期"}, {"code": "damaged", "label": "损坏"}],
    }
    asked = Situations.model_validate(
        {"questions": [question], "situations": [{"code": "all", "name": "通用", "materials": []}]}
    )

    assert [one.pointer for one in handling_findings(asked, guide)] == ["/handling_items/2/answers"]


@pytest.fixture
async def rent_guide(sessions: SessionMaker) -> Guide:
    async with sessions() as session:
        item = await session.get_one(Item, RENT)
        return Guide.model_validate(item.guide)


@pytest.fixture
def editor(gateway: Gateway) -> dict[str, str]:
    acts = ("item:read", "item:edit", "situation:edit", "item:publish", "item:withdraw")
    return gateway.header("li-min", grants={act: ["331002"] for act in acts})


async def test_a_guide_and_its_questions_agree_on_handling_items(
    client: httpx.AsyncClient, editor: dict[str, str]
) -> None:
    shown = (await client.get(f"/v1/operator/items/{CARD}", headers=editor)).json()["guide"]
    asked = (await client.get(f"/v1/operator/items/{CARD}/situations", headers=editor)).json()
    strange = shown | {"handling_items": [TWO[0], TWO[1] | {"answers": {"shoe": "43"}}]}
    draft = await client.put(
        f"/v1/operator/items/{CARD}/draft", json={"guide": strange, "reason": "拆分办理项"}, headers=editor
    )
    body: dict[str, Any] = {"questions": asked["questions"][1:], "situations": asked["situations"]}
    unasked = await client.put(
        f"/v1/operator/items/{CARD}/situations", json=body, headers=editor | {"if-match": "*"}
    )

    assert [(one["code"], one["pointer"]) for one in draft.json()["findings"]] == [
        ("handling-answer", "/handling_items/1/answers")
    ]
    assert "handling-answer" in {one["code"] for one in unasked.json()["errors"]}


@pytest.fixture
async def main_item(sessions: SessionMaker) -> str:
    """An entry that is the main item of the three for identity cards."""
    async with sessions.begin() as session:
        change = update(DirectoryEntry).where(DirectoryEntry.code == "ga-05")
        await session.execute(change.values(basic_code="330700001000"))
        return str(await session.scalar(select(Item.item_id).where(Item.item_id == "331002-ga-05")))


async def test_lists_offer_the_sub_items_of_a_main_item_and_not_the_main_item(
    app: FastAPI,
    client: httpx.AsyncClient,
    editor: dict[str, str],
    main_item: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    headers = editor | {"if-match": "*"}
    guide = (await client.get(f"/v1/operator/items/{RENT}", headers=editor)).json()["guide"]
    draft = await client.put(
        f"/v1/operator/items/{main_item}/draft", json={"guide": guide, "reason": "主项"}, headers=editor
    )
    await client.post(f"/v1/items/{main_item}/withdraw", headers=headers)
    refused = await client.post(f"/v1/items/{main_item}/publish", headers=headers)
    lenient = app.state.settings.model_copy(update={"main_items_beside_sub_items": True})
    monkeypatch.setattr(app.state, "settings", lenient)
    allowed = await client.post(f"/v1/items/{main_item}/publish", headers=headers)

    assert "main-item" in {one["code"] for one in draft.json()["findings"]}
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (
        409,
        "main-item-has-sub-items",
    )
    assert (allowed.status_code, allowed.json()["state"]) == (200, "published")
