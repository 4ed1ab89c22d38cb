"""A sheet binds: anybody checks it, and what a window demands beyond it has to be answered for."""

import hashlib
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import httpx
import pytest
from pypdf import PdfReader
from sqlalchemy import text

from servicekit.db import SessionMaker
from servicekit.testing import Gateway, StoppedClock
from svc_catalog.sheets.jobs import forget_sheet

WISH = {"item_id": "331002-gjj-29", "answers": {"marriage": "single", "first": "no"}}
DEMAND = {"kind": "material", "what": "房东身份证复印件", "reason": "说是内部规定", "place": "公积金 3 号窗"}


@pytest.fixture
async def sheet(visitor: httpx.AsyncClient) -> dict[str, Any]:
    """A sheet that a visitor asked for."""
    answer = await visitor.post("/v1/sheets", json=WISH)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


@pytest.fixture
def window(gateway: Gateway) -> dict[str, str]:
    return gateway.header("li-min", grants={"demand:record": ["331002"], "demand:read": ["331002"]})


@pytest.fixture
def owner(gateway: Gateway) -> dict[str, str]:
    return gateway.header("zhou", grants={"demand:read": ["331002"], "demand:close": ["331002"]})


async def test_a_sheet_says_what_exactly_this_case_needs(
    visitor: httpx.AsyncClient, sheet: dict[str, Any]
) -> None:
    page = await visitor.get(f"/v1/sheets/{sheet['code']}/pdf")
    words = "".join(one.extract_text() for one in PdfReader(BytesIO(page.content)).pages)

    content = sheet["content"]
    assert (content["situation_name"], content["item_version"]) == ("单身职工无房", 1)
    assert [one["code"] for one in content["materials"]] == ["id", "fund", "property", "card"]
    assert content["issued_on"] == "2026-04-30"
    assert content["valid_until"] == "2026-07-29"
    assert sheet["verify_url"].endswith(f"/sheets/{sheet['code']}")
    assert sheet["qr"].startswith("<svg")
    for said in ("单身职工无房", "本人银行卡号", "当场办结", "不收费", sheet["code"], sheet["sha256"][:16]):
        assert said in words, said
    assert "婚姻登记信息" not in words
    assert "中心大道" in words


async def test_anybody_checks_a_sheet(visitor: httpx.AsyncClient, sheet: dict[str, Any]) -> None:
    path = f"/v1/sheets/{sheet['code'].lower()}"
    page = (await visitor.get(f"{path}/pdf")).content

    answers = [
        (await visitor.get(f"{path}/verify")).json(),
        (await visitor.get(f"{path}/verify?sha256={sheet['sha256'][:16].upper()}")).json(),
        (await visitor.post(f"{path}/verify", content=page)).json(),
        (await visitor.get(f"{path}/verify?sha256={'0' * 16}")).json(),
        (await visitor.post(f"{path}/verify", content=page.replace(b"%%EOF", b"%%EOX"))).json(),
        (await visitor.get("/v1/sheets/AAAA-BBBB-CCCC-DDDD/verify")).json(),
    ]

    assert [one["verdict"] for one in answers] == ["valid"] * 3 + ["altered"] * 2 + ["unknown"]
    assert [one["is_genuine"] for one in answers] == [True] * 3 + [False] * 3
    assert answers[0]["sheet"]["content"] == sheet["content"]
    assert answers[3]["sheet"] is None


async def test_who_can_write_to_the_table_cannot_make_a_sheet(
    visitor: httpx.AsyncClient, sheet: dict[str, Any], sessions: SessionMaker, gateway: Gateway
) -> None:
    import orjson

    forged = sheet["content"] | {"materials": []}
    digest = hashlib.sha256(orjson.dumps(forged, option=orjson.OPT_SORT_KEYS)).hexdigest()
    path = f"/v1/sheets/{sheet['code']}"
    async with sessions.begin() as session:
        change = text("update sheets set content = cast(:content as jsonb), sha256 = :digest")
        await session.execute(change, {"content": orjson.dumps(forged).decode(), "digest": digest})

    verdict = (await visitor.get(f"{path}/verify")).json()
    shown = await visitor.get(path)
    demanded = await visitor.post(f"{path}/demands", json=DEMAND, headers=gateway.person("lin-xiao"))

    assert (verdict["verdict"], verdict["is_genuine"], verdict["sheet"]) == ("altered", False, None)
    assert [shown.status_code, demanded.status_code] == [409, 409]


async def test_a_sheet_binds_though_the_item_has_changed_and_until_its_day(
    visitor: httpx.AsyncClient, clerk: dict[str, str], sheet: dict[str, Any], clock: StoppedClock
) -> None:
    path = f"/v1/sheets/{sheet['code']}"
    await visitor.post("/v1/items/331002-gjj-29/suspend", headers=clerk | {"if-match": "*"})
    suspended = (await visitor.get(f"{path}/verify")).json()
    clock.at = datetime(2026, 7, 29, 15, 59, tzinfo=UTC)
    last = (await visitor.get(f"{path}/verify")).json()
    clock.move(minutes=1)
    over = (await visitor.get(f"{path}/verify")).json()

    assert (suspended["verdict"], suspended["sheet"]["is_superseded"]) == ("valid", True)
    assert (last["verdict"], over["verdict"], over["is_genuine"]) == ("valid", "expired", True)


async def test_what_cannot_be_answered_gets_no_sheet(visitor: httpx.AsyncClient) -> None:
    unanswered = await visitor.post("/v1/sheets", json=WISH | {"answers": {"first": "no"}})
    unwritten = await visitor.post("/v1/sheets", json={"item_id": "331002-ga-05", "answers": {}})
    unknown = await visitor.post("/v1/sheets", json={"item_id": "331002-xx-99", "answers": {}})
    named = await visitor.post("/v1/sheets", json=WISH | {"name": "林晓"})

    assert [one.status_code for one in (unanswered, unwritten, unknown, named)] == [422, 409, 404, 422]
    assert unanswered.json()["errors"][0]["pointer"] == "#/answers/marriage"


async def test_who_is_signed_in_finds_the_sheet_again(visitor: httpx.AsyncClient, gateway: Gateway) -> None:
    lin, chen = gateway.person("lin-xiao"), gateway.person("chen-bo")
    made = [(await visitor.post("/v1/sheets", json=WISH, headers=lin)).json()["code"] for _ in range(3)]

    first = (await visitor.get("/v1/sheets?limit=2", headers=lin)).json()
    rest = (await visitor.get(f"/v1/sheets?limit=2&after={first['next']}", headers=lin)).json()
    forged = await visitor.get("/v1/sheets?after=WyJ4IiwieSJd", headers=lin)

    assert {one["code"] for one in first["items"] + rest["items"]} == set(made)
    assert first["items"][0]["situation_name"] == "单身职工无房"
    assert (await visitor.get("/v1/sheets", headers=chen)).json()["items"] == []
    assert [(await visitor.get("/v1/sheets")).status_code, forged.status_code] == [401, 422]


async def test_a_demand_beyond_the_sheet_is_answered_by_the_owner_of_the_item(
    visitor: httpx.AsyncClient,
    sheet: dict[str, Any],
    window: dict[str, str],
    owner: dict[str, str],
    gateway: Gateway,
) -> None:
    path = f"/v1/sheets/{sheet['code']}/demands"
    made = await visitor.post(path, json=DEMAND, headers=window)
    todo = (await visitor.get("/v1/demands?state=open&department=gjj", headers=owner)).json()["items"]
    answer = {"outcome": "dropped", "answer": "窗口理解有误，不需要。"}
    close = f"/v1/demands/{todo[0]['demand_id']}/close"

    unsaid = await visitor.post(close, json=answer, headers=owner)
    closed = await visitor.post(close, json=answer, headers=owner | {"if-match": '"1"'})
    again = await visitor.post(close, json=answer, headers=owner | {"if-match": '"2"'})
    read = (await visitor.get(path, headers=gateway.person("lin-xiao"))).json()

    assert (made.status_code, made.json()["said_by"], made.json()["state"]) == (201, "clerk", "open")
    # 30 April is a Thursday before a holiday: 6, 7 and 8 May are the three days that count.
    assert made.json()["due_at"] == "2026-05-08T16:00:00Z"
    assert (todo[0]["what"], todo[0]["item_id"], todo[0]["allowed"]) == (
        DEMAND["what"],
        "331002-gjj-29",
        ["close"],
    )
    assert [unsaid.status_code, closed.status_code, again.status_code] == [428, 200, 409]
    assert (read[0]["outcome"], read[0]["answer"]) == ("dropped", answer["answer"])
    assert (await visitor.get("/v1/demands?state=open", headers=owner)).json()["items"] == []


async def test_only_who_may_speak_of_a_sheet_does(
    visitor: httpx.AsyncClient, gateway: Gateway, window: dict[str, str]
) -> None:
    lin = gateway.person("lin-xiao")
    own = (await visitor.post("/v1/sheets", json=WISH, headers=lin)).json()["code"]
    path = f"/v1/sheets/{own}/demands"
    wenling = gateway.header("wang", grants={"demand:record": ["331081"]})

    answers = [
        await visitor.post(path, json=DEMAND),
        await visitor.post(path, json=DEMAND, headers=gateway.person("fang-fei")),
        await visitor.post(path, json=DEMAND, headers=wenling),
        await visitor.post(path, json=DEMAND, headers=gateway.header("zhou", grants={})),
        await visitor.post(path, json=DEMAND, headers=gateway.device("kiosk-1")),
        await visitor.post(path, json=DEMAND, headers=lin),
        await visitor.get(path, headers=gateway.person("fang-fei")),
    ]

    assert [answer.status_code for answer in answers] == [401, 403, 403, 403, 403, 201, 403]
    assert answers[5].json()["said_by"] == "holder"


async def test_an_owner_of_another_region_neither_sees_nor_answers(
    visitor: httpx.AsyncClient, sheet: dict[str, Any], window: dict[str, str], gateway: Gateway
) -> None:
    made = (await visitor.post(f"/v1/sheets/{sheet['code']}/demands", json=DEMAND, headers=window)).json()
    wenling = gateway.header("wang", grants={"demand:read": ["331081"], "demand:close": ["331081"]})
    answer = {"outcome": "justified", "answer": "特殊情形"}

    close = await visitor.post(
        f"/v1/demands/{made['demand_id']}/close", json=answer, headers=wenling | {"if-match": "*"}
    )

    assert (await visitor.get("/v1/demands", headers=wenling)).json()["items"] == []
    assert close.status_code == 404


async def test_what_is_no_extra_demand_is_not_recorded(
    visitor: httpx.AsyncClient, sheet: dict[str, Any], window: dict[str, str], clock: StoppedClock
) -> None:
    path = f"/v1/sheets/{sheet['code']}/demands"
    named = await visitor.post(path, json=DEMAND | {"what": "本人银行卡号"}, headers=window)
    for place in range(10):
        done = await visitor.post(path, json=DEMAND | {"what": f"材料 {place}"}, headers=window)
        assert done.status_code == 201
    twice = await visitor.post(path, json=DEMAND | {"what": "材料 3"}, headers=window)
    many = await visitor.post(path, json=DEMAND, headers=window)
    clock.move(days=6)
    in_time = (await visitor.get("/v1/demands?is_overdue=true", headers=window)).json()["items"]
    clock.move(days=4)
    late = (await visitor.get("/v1/demands?is_overdue=true&limit=200", headers=window)).json()["items"]
    clock.move(days=90)
    over = await visitor.post(path, json=DEMAND, headers=window)

    kinds = [one.json()["type"].rpartition("/")[2] for one in (named, twice, many, over)]
    assert kinds == ["on-the-sheet", "demanded-already", "too-many-demands", "sheet-binds-no-longer"]
    assert (len(in_time), len(late)) == (0, 10)
    assert all(one["is_overdue"] for one in late)


async def test_the_list_of_demands_goes_on_where_it_ended(
    visitor: httpx.AsyncClient, sheet: dict[str, Any], window: dict[str, str]
) -> None:
    path = f"/v1/sheets/{sheet['code']}/demands"
    for place in range(5):
        await visitor.post(path, json=DEMAND | {"what": f"材料 {place}"}, headers=window)

    first = (await visitor.get("/v1/demands?limit=3", headers=window)).json()
    rest = (await visitor.get(f"/v1/demands?limit=3&after={first['next']}", headers=window)).json()

    assert [len(first["items"]), len(rest["items"]), rest["next"]] == [3, 2, None]
    assert len({one["demand_id"] for one in first["items"] + rest["items"]}) == 5


async def test_a_sheet_is_forgotten_a_year_after_it_has_bound_anybody(
    visitor: httpx.AsyncClient, sheet: dict[str, Any], window: dict[str, str], sessions: SessionMaker
) -> None:
    code = sheet["code"]
    await visitor.post(f"/v1/sheets/{code}/demands", json=DEMAND, headers=window)
    async with sessions.begin() as session:
        due = await session.scalar(
            text("select due_at from deadlines where kind = 'sheet.forget' and subject = :code"),
            {"code": code},
        )
        await forget_sheet(code, session, due)

    assert due == datetime(2027, 7, 29, 16, tzinfo=UTC)
    assert (await visitor.get(f"/v1/sheets/{code}/verify")).json()["verdict"] == "unknown"
