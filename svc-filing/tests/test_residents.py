"""The residents of the story: approved at once, sent to a person with the reason, or told what is missing."""

from collections.abc import Callable
from typing import Any

import httpx

from sanzhi_proto.filing.v1.filing_pb2 import CaseDecided
from servicekit.testing import Gateway, RecordedOutbox

Make = Callable[..., Any]


async def test_a_is_approved_at_once_with_number_password_and_document(
    resident: Make, announced: RecordedOutbox
) -> None:
    lin = resident("lin-xiao")

    receipt = (await lin.apply()).json()
    shown = (await lin.get(f"/cases/{receipt['id']}")).json()
    document = await lin.get(f"/cases/{receipt['id']}/document")

    assert receipt["state"] == "approved"
    assert len(receipt["number"]) == 21
    assert len(receipt["password"]) == 6
    assert "password" not in shown
    assert [action["act"] for action in shown["actions"]] == ["submit", "accept", "approve"]
    assert document.content.startswith(b"%PDF")
    assert await announced.types() == ["CaseSubmitted", "CaseAccepted", "CaseDecided"]
    (decided,) = await announced.messages(CaseDecided)
    assert (decided.outcome, decided.decided_by, decided.rule_version) == (
        "approved",
        "rule",
        "rent-withdrawal@1",
    )


async def test_nothing_personal_is_announced(resident: Make, announced: RecordedOutbox) -> None:
    await resident("lin-xiao").apply()

    for row in await announced.rows():
        assert row.body is not None
        for word in ("林", "331002199003070014", "6222021001116245702", "13705760001"):
            assert word.encode() not in row.body


async def test_what_is_kept_of_the_applicant_is_sealed(resident: Make, sessions: Any) -> None:
    from sqlalchemy import text

    await resident("lin-xiao").apply()

    async with sessions() as session:
        for table in (
            "cases",
            "case_actions",
            "case_decisions",
            "documents",
            "outbox",
            "audit",
            "idempotency_keys",
        ):
            rows = (await session.execute(text(f"select t::text from {table} t"))).scalars().all()
            assert "331002199003070014" not in str(rows), table
            assert "6222021001116245702" not in str(rows), table


async def test_b_owns_a_flat_and_goes_to_a_person_with_the_reason(resident: Make, clerk: Make) -> None:
    case = (await resident("chen-bo").apply()).json()
    seen = (await clerk("331002").get(f"/operator/cases/{case['id']}")).json()

    assert case["state"] == "submitted"
    assert "有住房" in case["remark"]
    (decision,) = seen["decisions"]
    assert (decision["reason"], decision["rule"]) == ("owns-flat", "rent-withdrawal@1")
    assert decision["snapshot"]["flats"] == 1
    assert seen["applicant"] == {"name": "*波", "id_number": "3****************1", "mobile": "137****0001"}


async def test_c_goes_to_a_person_and_the_silent_source_is_named(
    resident: Make, simulator: httpx.Client
) -> None:
    simulator.post("/_sim/switch/property", json={"off": True})

    case = (await resident("wang-chun").apply()).json()

    assert case["state"] == "submitted"
    assert "不动产登记" in case["remark"]


async def test_d_is_told_that_the_level_is_too_low_and_how_to_raise_it(resident: Make) -> None:
    refused = await resident("deng-dan", level=1).apply()

    assert refused.status_code == 403
    assert refused.json()["type"].endswith("/level-too-low")
    assert refused.json()["upgrade"] == "/api/gateway/v1/sso/provincial/upgrade"


async def test_f_finds_nothing_of_a_by_any_path(resident: Make) -> None:
    lin, fang = resident("lin-xiao"), resident("fang-fei")
    case = (await lin.apply()).json()

    answers = [
        await fang.get(f"/cases/{case['id']}"),
        await fang.get(f"/cases/{case['id']}/document"),
        await fang.post(f"/cases/{case['id']}/correct", {"form": {}}),
        await fang.post(f"/cases/{case['id']}/evaluation", {"level": "satisfied"}),
        await fang.post("/progress", {"number": case["number"], "password": "000000"}),
    ]

    assert [answer.status_code for answer in answers] == [404] * 5
    assert (await fang.get("/cases")).json()["items"] == []
    assert len((await lin.get("/cases")).json()["items"]) == 1


async def test_what_is_typed_never_reaches_the_rule(resident: Make) -> None:
    refused = await resident("chen-bo").apply(flats=0)

    assert refused.status_code == 422
    assert "0" not in {error.get("detail") for error in refused.json()["errors"]}


async def test_the_flat_of_a_spouse_counts(resident: Make, simulator: httpx.Client) -> None:
    flat = {"flats": [{"certificateNo": "x", "address": "x", "divisionCode": "331083", "use": "住宅"}]}
    simulator.put("/_sim/records/property/331083194502110215", json=flat)

    case = (await resident("ye-laotai").apply()).json()

    assert case["state"] == "submitted"
    assert "配偶" in case["remark"]


async def test_mistakes_in_the_form_are_pointed_at(resident: Make) -> None:
    refused = await resident("lin-xiao").apply(amount=-1, bank_card="12", colour="red")

    assert refused.status_code == 422
    pointers = {error["pointer"] for error in refused.json()["errors"]}
    assert {"#/form/amount", "#/form/bank_card"} <= pointers
    assert "red" not in refused.text


async def test_a_missing_field_is_named(client: httpx.AsyncClient, gateway: Gateway, resident: Make) -> None:
    body = {"item_id": "331002-gjj-29", "form": {"amount": 100, "bank": "台州银行", "statement": True}}

    refused = await resident("lin-xiao").post("/cases", body)

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "#/form/bank_card"


async def test_whoever_holds_number_and_password_may_ask_how_it_stands(
    resident: Make, client: httpx.AsyncClient, gateway: Gateway
) -> None:
    case = (await resident("lin-xiao").apply()).json()
    asked = {"number": case["number"], "password": case["password"]}

    answer = await client.post("/v1/progress", json=asked, headers=gateway.visitor)

    assert answer.json()["state"] == "approved"
    assert "林" not in answer.text


async def test_a_document_is_genuine_until_one_byte_is_altered(
    resident: Make, client: httpx.AsyncClient, gateway: Gateway
) -> None:
    lin = resident("lin-xiao")
    case = (await lin.apply()).json()
    pdf = (await lin.get(f"/cases/{case['id']}/document")).content
    altered = pdf[:200] + bytes([pdf[200] ^ 1]) + pdf[201:]
    path, stranger = f"/v1/verify/{case['document_code']}", gateway.visitor

    known = (await client.get(path, headers=stranger)).json()
    genuine = (await client.post(path, content=pdf, headers=stranger)).json()
    false = (await client.post(path, content=altered, headers=stranger)).json()
    unknown = (await client.get("/v1/verify/AAAA-BBBB-CCCC-DDDD", headers=stranger)).json()

    assert (known["verdict"], known["holder_masked"]) == ("valid", "*晓")
    assert genuine["is_genuine"]
    assert (false["is_genuine"], false["verdict"]) == (False, "altered")
    assert (unknown["is_genuine"], unknown["verdict"]) == (False, "unknown")


async def test_a_finished_case_is_evaluated_once(resident: Make, announced: RecordedOutbox) -> None:
    lin, chen = resident("lin-xiao"), resident("chen-bo")
    finished, open_case = (await lin.apply()).json(), (await chen.apply()).json()
    said = {"level": "very_satisfied", "tags": ["跑腿次数少"], "words": "很快"}

    given = await lin.post(f"/cases/{finished['id']}/evaluation", said)
    again = await lin.post(f"/cases/{finished['id']}/evaluation", said)
    early = await chen.post(f"/cases/{open_case['id']}/evaluation", said)
    wrong = await lin.post(f"/cases/{finished['id']}/evaluation", {"level": "5"})

    assert [given.status_code, again.status_code, early.status_code, wrong.status_code] == [
        201,
        409,
        409,
        422,
    ]
    assert (await announced.types())[-1] == "EvaluationGiven" or "EvaluationGiven" in await announced.types()


async def test_the_same_key_files_once(resident: Make) -> None:
    lin = resident("lin-xiao")
    body = {"item_id": "331002-gjj-29", "form": {"amount": 100, "bank": "台州银行", "statement": True}}
    body["form"] |= {"bank_card": "6222021001116245702"}  # type: ignore[operator]

    first = await lin.post("/cases", body, **{"idempotency-key": "one"})
    again = await lin.post("/cases", body, **{"idempotency-key": "one"})

    assert first.content == again.content
    assert len((await lin.get("/cases")).json()["items"]) == 1


async def test_the_form_comes_with_the_proven_identity_masked(resident: Make) -> None:
    form = (await resident("lin-xiao").get("/items/331002-gjj-29/form")).json()

    assert form["prefilled"] == {"name": "*晓", "id_number": "3****************4", "mobile": "137****0001"}
    assert form["schema"]["properties"]["amount"]["title"] == "申请提取金额（元）"
