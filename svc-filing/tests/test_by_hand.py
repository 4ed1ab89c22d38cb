"""A case on a clerk's desk: the legal clock, one correction, wrong order, and regions kept apart."""

from collections.abc import Callable
from typing import Any

from sanzhi_proto.catalog.v1.catalog_pb2 import ItemChanged
from servicekit import Service
from servicekit.db import SessionMaker
from servicekit.testing import RecordedOutbox, StoppedClock, delivery_of

Make = Callable[..., Any]
FREIGHT = "331002-jt-51"
SAID = {"remark": "请补充车辆行驶证复印件"}


async def test_what_is_accepted_on_30_april_is_due_on_1_june(resident: Make, clerk: Make) -> None:
    case = (await resident("lin-xiao").apply(FREIGHT)).json()
    jiaojiang = clerk("331002")

    taken = await jiaojiang.post(f"/operator/cases/{case['id']}/take")
    accepted = await jiaojiang.post(f"/operator/cases/{case['id']}/accept")
    decided = await jiaojiang.post(
        f"/operator/cases/{case['id']}/decide", {"outcome": "approve", "remark": "符合条件，准予许可"}
    )

    assert taken.json()["taken_by"] == "clerk"
    assert accepted.json()["legal_due_on"] == "2026-06-01"
    assert decided.json()["state"] == "approved"
    assert decided.json()["document_code"]


async def test_a_correction_is_asked_for_once_and_a_second_time_refused_by_name(
    resident: Make, clerk: Make
) -> None:
    lin, jiaojiang = resident("lin-xiao"), clerk("331002")
    case = (await lin.apply(FREIGHT)).json()
    path = f"/operator/cases/{case['id']}"

    asked = await jiaojiang.post(f"{path}/ask-correction", SAID)
    too_early = await jiaojiang.post(f"{path}/accept")
    corrected = await lin.post(
        f"/cases/{case['id']}/correct",
        {"form": {"business_name": "海丰货运", "scope": "道路普通货物运输", "vehicles": 3}},
    )
    twice = await jiaojiang.post(f"{path}/ask-correction", SAID)

    assert asked.json()["state"] == "correction"
    assert too_early.status_code == 409
    assert corrected.json()["state"] == "submitted"
    assert twice.status_code == 409
    assert twice.json()["type"].endswith("/correction-only-once")


async def test_a_decision_before_acceptance_is_refused_with_what_is_allowed(
    resident: Make, clerk: Make, announced: RecordedOutbox
) -> None:
    case = (await resident("lin-xiao").apply(FREIGHT)).json()

    refused = await clerk("331002").post(
        f"/operator/cases/{case['id']}/decide", {"outcome": "approve", "remark": "同意"}
    )

    assert refused.status_code == 409
    assert refused.json()["type"].endswith("/wrong-state")
    assert set(refused.json()["allowed"]) == {"take", "accept", "decline", "ask_correction"}
    assert await announced.types() == ["CaseSubmitted"]


async def test_wenling_sees_nothing_of_jiaojiang_by_address_neither(resident: Make, clerk: Make) -> None:
    case = (await resident("lin-xiao").apply(FREIGHT)).json()
    wenling, city = clerk("331081"), clerk("331000")
    path = f"/operator/cases/{case['id']}"

    assert (await wenling.get("/operator/cases")).json()["items"] == []
    for act, body in (("take", {}), ("accept", {}), ("ask-correction", SAID), ("decline", SAID)):
        assert (await wenling.post(f"{path}/{act}", body)).status_code == 404
    decide = await wenling.post(f"{path}/decide", {"outcome": "refuse", "remark": "不同意"})
    assert decide.status_code == 404
    assert (await wenling.get(path)).status_code == 404
    assert (await city.get(path)).status_code == 200


async def test_a_case_on_one_desk_is_not_decided_at_another(resident: Make, clerk: Make) -> None:
    case = (await resident("lin-xiao").apply(FREIGHT)).json()
    first, second = clerk("331002", name="li-min"), clerk("331002", name="wu-di")
    path = f"/operator/cases/{case['id']}"
    await first.post(f"{path}/take")

    refused = await second.post(f"{path}/accept")

    assert refused.status_code == 409
    assert refused.json()["type"].endswith("/taken-by-somebody")


async def test_without_an_answer_in_five_days_it_counts_as_accepted_on_the_first(
    resident: Make, service: Service, sessions: SessionMaker, clock: StoppedClock
) -> None:
    lin = resident("lin-xiao")
    case = (await lin.apply(FREIGHT)).json()

    clock.move(days=9)
    await service.jobs.run_due(sessions, clock)
    early = (await lin.get(f"/cases/{case['id']}")).json()
    clock.move(days=3)
    await service.jobs.run_due(sessions, clock)
    late = (await lin.get(f"/cases/{case['id']}")).json()

    assert early["state"] == "submitted"
    assert (late["state"], late["accepted_at"], late["legal_due_on"]) == (
        "accepted",
        "2026-04-30T01:00:00Z",
        "2026-06-01",
    )


async def test_a_case_past_its_day_is_overdue(
    resident: Make, clerk: Make, service: Service, sessions: SessionMaker, clock: StoppedClock
) -> None:
    lin = resident("lin-xiao")
    case = (await lin.apply(FREIGHT)).json()
    await clerk("331002").post(f"/operator/cases/{case['id']}/accept")

    clock.move(days=33)
    await service.jobs.run_due(sessions, clock)

    assert (await lin.get(f"/cases/{case['id']}")).json()["is_overdue"]


async def test_an_item_that_is_withdrawn_is_not_applied_for(
    resident: Make, service: Service, sessions: SessionMaker
) -> None:
    lin = resident("lin-xiao")
    gone = ItemChanged(
        item_id=FREIGHT, version=2, state="withdrawn", directory_code="jt-51", region_code="331002"
    )
    older = ItemChanged(
        item_id=FREIGHT, version=1, state="published", directory_code="jt-51", region_code="331002"
    )
    for event in (gone, older):
        await service.consumers.dispatch(delivery_of("catalog.item", FREIGHT, event), sessions)

    refused = await lin.apply(FREIGHT)

    assert refused.status_code == 409
    assert refused.json()["type"].endswith("/item-not-offered")


async def test_a_credit_code_with_a_wrong_check_digit_is_accepted_with_a_warning(resident: Make) -> None:
    odd = await resident("lin-xiao").apply(FREIGHT, credit_code="91331000MATEYT015A")
    good = await resident("lin-xiao").apply(FREIGHT, credit_code="91331000MATEYT015D")

    assert odd.status_code == 201
    assert odd.json()["warnings"][0]["pointer"] == "#/form/credit_code"
    assert good.json()["warnings"] == []


async def test_pages_of_cases_go_on_where_they_ended(resident: Make, clerk: Make) -> None:
    for _ in range(3):
        await resident("lin-xiao").apply(FREIGHT)
    jiaojiang = clerk("331002")

    first = (await jiaojiang.get("/operator/cases?limit=2")).json()
    second = (await jiaojiang.get(f"/operator/cases?limit=2&after={first['next']}")).json()
    broken = await jiaojiang.get("/operator/cases?after=AAAA")

    seen = [case["number"] for case in first["items"] + second["items"]]
    assert len(set(seen)) == 3
    assert second["next"] is None
    assert broken.status_code == 422
