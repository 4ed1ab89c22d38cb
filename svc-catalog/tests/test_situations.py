"""What an item asks of somebody depends on a few answers; contradictions are named."""

from typing import Any

import httpx
import pytest

from servicekit.testing import Gateway
from svc_catalog.items.types import Guide, Limit
from svc_catalog.seed import guide_in, load
from svc_catalog.situations import rules
from svc_catalog.situations.types import Situations

RENT = "/v1/items/331002-gjj-29/situations"
EDITED = "/v1/operator/items/331002-gjj-29/situations"


@pytest.fixture
def editor(gateway: Gateway) -> dict[str, str]:
    return gateway.header("li-min", grants={"item:read": ["331002"], "situation:edit": ["331002"]})


def rent() -> dict[str, Any]:
    found: dict[str, Any] = load("situations.json")["gjj-29"]
    return found


def guide() -> Guide:
    entry = next(one for one in load("directory.json") if one["directory_code"] == "gjj-29")
    return Guide.model_validate(
        guide_in(load("guides.json")["gjj-29"], load("counties.json")["331002"], entry)
    )


async def test_answers_lead_to_what_exactly_this_case_needs(visitor: httpx.AsyncClient) -> None:
    asked = (await visitor.get(RENT)).json()
    single = await visitor.post(f"{RENT}/match", json={"answers": {"marriage": "single", "first": "no"}})
    married = await visitor.post(f"{RENT}/match", json={"answers": {"marriage": "married", "first": "no"}})

    assert [question["code"] for question in asked["questions"]] == ["marriage", "first"]
    assert sum(one["is_default"] for one in asked["situations"]) == 1
    assert (single.json()["situation"], married.json()["situation"]) == ("single", "family")
    assert [one["code"] for one in single.json()["materials"]] == ["id", "fund", "property", "card"]
    assert "marriage" in [one["code"] for one in married.json()["materials"]]
    assert single.json()["answers"][0]["label"] == "未婚、离异或丧偶"


async def test_what_only_one_county_asks_for_stands_in_its_situations(visitor: httpx.AsyncClient) -> None:
    answers = {"answers": {"vehicles": "no"}}
    city = (await visitor.post("/v1/items/331002-jt-51/situations/match", json=answers)).json()
    wenling = (await visitor.post("/v1/items/331081-jt-51/situations/match", json=answers)).json()

    assert [one["code"] for one in city["materials"]] == ["id", "licence", "drivers", "safety"]
    assert [one["code"] for one in wenling["materials"]] == ["id", "licence", "drivers", "safety", "site"]


async def test_an_item_that_asks_nothing_has_its_default(visitor: httpx.AsyncClient) -> None:
    path = "/v1/items/331002-rs-14/situations"

    asked = (await visitor.get(path)).json()
    found = (await visitor.post(f"{path}/match", json={"answers": {}})).json()
    unwritten = await visitor.get("/v1/items/331002-ga-05/situations")

    assert (asked["version"], asked["questions"]) == (0, [])
    assert (found["situation"], len(found["materials"])) == ("default", 1)
    assert (unwritten.status_code, unwritten.json()["type"].rpartition("/")[2]) == (409, "no-guide")


async def test_open_and_strange_answers_are_pointed_at(visitor: httpx.AsyncClient) -> None:
    answer = await visitor.post(f"{RENT}/match", json={"answers": {"marriage": "maybe", "shoe": "43"}})

    assert answer.status_code == 422
    assert [one["pointer"] for one in answer.json()["errors"]] == [
        "#/answers",
        "#/answers/first",
        "#/answers/marriage",
    ]
    assert "43" not in answer.text


async def test_an_operator_changes_what_is_asked(visitor: httpx.AsyncClient, editor: dict[str, str]) -> None:
    shown = await visitor.get(EDITED, headers=editor)
    wish = {"questions": rent()["questions"], "situations": rent()["situations"]}
    wish["situations"][1]["limit"] = {"amount": 2, "unit": "WORKDAY"}

    unsaid = await visitor.put(EDITED, headers=editor, json=wish)
    done = await visitor.put(EDITED, headers=editor | {"if-match": shown.headers["etag"]}, json=wish)
    stale = await visitor.put(EDITED, headers=editor | {"if-match": shown.headers["etag"]}, json=wish)
    match = await visitor.post(f"{RENT}/match", json={"answers": {"marriage": "single", "first": "no"}})

    assert shown.json()["findings"] == []
    assert [unsaid.status_code, done.status_code, stale.status_code] == [428, 200, 412]
    assert match.json()["limit"] == {"amount": 2, "unit": "WORKDAY"}


async def test_nobody_changes_what_another_county_asks(
    visitor: httpx.AsyncClient, gateway: Gateway, editor: dict[str, str]
) -> None:
    wenling = gateway.header("wang", grants={"item:read": ["331081"], "situation:edit": ["331081"]})
    reader = gateway.header("li", grants={"item:read": ["331002"]})

    answers = [
        await visitor.put(EDITED, headers=headers | {"if-match": "*"}, json=rent())
        for headers in (wenling, reader, gateway.visitor)
    ]

    assert [answer.status_code for answer in answers] == [404, 403, 401]


SPOILT = {
    "twice": lambda wish: wish["situations"][1].update(code="family"),
    "one-default": lambda wish: wish["situations"][1].update(is_default=True),
    "unknown-answer": lambda wish: wish["situations"][1]["when"].update(first="often"),
    "never": lambda wish: wish["situations"][1].update(when={}),
    "unknown-material": lambda wish: wish["situations"][1]["materials"].append("passport"),
    "material-in-no-situation": lambda wish: [one["materials"].remove("card") for one in wish["situations"]],
    "promise-beyond-law": lambda wish: wish["situations"][1].update(limit={"amount": 9, "unit": "WORKDAY"}),
    "ambiguous": lambda wish: wish["situations"][2].update(when={"marriage": "single", "first": "no"}),
    "unreachable": lambda wish: (
        wish["situations"].append(
            wish["situations"][2] | {"code": "late", "when": {"first": "yes"}, "name": "x"}
        )
        or wish["situations"][2].update(when={"first": "yes", "marriage": "single"})
        or wish["situations"].append(
            wish["situations"][2] | {"code": "x", "when": {"first": "yes", "marriage": "married"}}
        )
    ),
}


@pytest.mark.parametrize("rule", SPOILT)
async def test_contradictions_are_named(
    visitor: httpx.AsyncClient, editor: dict[str, str], rule: str
) -> None:
    wish = rent()
    SPOILT[rule](wish)

    refused = await visitor.put(EDITED, headers=editor | {"if-match": "*"}, json=wish)

    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (422, "situations-do-not-hold")
    assert rule in {one["code"] for one in refused.json()["errors"]}
    assert all(one["pointer"].startswith("#/") for one in refused.json()["errors"])


def test_too_many_combinations_are_not_tried() -> None:
    wish = Situations.model_validate(rent())
    options = [{"code": f"o{place}", "label": "选项"} for place in range(12)]
    many = [{"code": f"q{place}", "text": "问题", "options": options} for place in range(4)]
    asked = Situations.model_validate({"questions": many, "situations": [rent()["situations"][0]]})

    assert [one.code for one in rules.findings(asked, guide(), None)] == ["too-many"]
    assert rules.findings(wish, guide(), Limit(amount=3, unit="WORKDAY")) == []


def test_all_seeded_situations_hold() -> None:
    directory = {one["directory_code"]: one for one in load("directory.json")}
    for code, stored in load("situations.json").items():
        base = load("guides.json")[code]
        whole = guide_in(base, load("counties.json")["331001"], directory[code])
        limit = directory[code]["legal_limit"]
        found = rules.findings(
            Situations.model_validate(stored),
            Guide.model_validate(whole),
            Limit.model_validate(limit) if limit else None,
        )
        assert found == [], code
