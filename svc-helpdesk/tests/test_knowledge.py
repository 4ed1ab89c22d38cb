"""When the item is withdrawn its answers are silent at once and somebody gets a task."""

from collections.abc import Callable
from typing import Any

import httpx

from sanzhi_proto.catalog.v1.catalog_pb2 import ItemChanged
from servicekit import Service
from servicekit.db import SessionMaker
from servicekit.testing import Gateway, RecordedOutbox, StoppedClock

Ask = Callable[..., Any]
Announce = Callable[..., Any]
RENT = "331002-gjj-29"


async def test_a_withdrawn_item_is_no_longer_cited_and_a_task_appears(
    ask: Ask,
    announce: Announce,
    make_item: Callable[..., ItemChanged],
    client: httpx.AsyncClient,
    clerk: dict[str, str],
    announced: RecordedOutbox,
) -> None:
    await announce(make_item("gjj-29", state="withdrawn", version=2))

    answer = await ask("租房提公积金要什么材料")
    tasks = (await client.get("/v1/operator/tasks", headers=clerk)).json()["items"]
    withheld = (await client.get(f"/v1/operator/knowledge?state=withheld&item={RENT}", headers=clerk)).json()

    assert (answer["outcome"], answer["citation"]) == ("person", None)
    assert answer["person"]["phone"] == "0576-12345002"
    assert [(task["subject"], task["reason"]) for task in tasks] == [(RENT, "item_withdrawn")]
    assert len(withheld["items"]) == 9
    assert (await announced.types()).count("AnswerWithheld") == 9


async def test_published_again_it_is_cited_in_its_new_version_and_the_task_is_done(
    ask: Ask,
    announce: Announce,
    make_item: Callable[..., ItemChanged],
    client: httpx.AsyncClient,
    clerk: dict[str, str],
) -> None:
    await announce(make_item("gjj-29", state="withdrawn", version=2))
    await announce(make_item("gjj-29", version=3))

    answer = await ask("租房提公积金要多久")
    tasks = (await client.get("/v1/operator/tasks", headers=clerk)).json()["items"]

    assert answer["citation"]["item_version"] == 3
    assert "3 个工作日" in answer["text"]
    assert tasks == []


async def test_an_old_state_told_again_changes_nothing(
    ask: Ask, announce: Announce, make_item: Callable[..., ItemChanged]
) -> None:
    await announce(make_item("gjj-29", state="withdrawn", version=3))
    await announce(make_item("gjj-29", version=2))

    assert (await ask("租房提公积金要多久"))["outcome"] == "person"


async def test_wenling_sees_neither_tasks_nor_knowledge_of_jiaojiang(
    announce: Announce,
    make_item: Callable[..., ItemChanged],
    client: httpx.AsyncClient,
    gateway: Gateway,
    clerk: dict[str, str],
    catalog: None,
) -> None:
    await announce(make_item("gjj-29", state="withdrawn", version=2))
    grants = {name: ["331081"] for name in ("task:read", "task:close", "knowledge:read")}
    wenling = gateway.header("wang", grants=grants)
    (task,) = (await client.get("/v1/operator/tasks", headers=clerk)).json()["items"]
    path = f"/v1/operator/tasks/{task['id']}/close"

    assert (await client.get("/v1/operator/tasks", headers=wenling)).json()["items"] == []
    assert (await client.get("/v1/operator/knowledge", headers=wenling)).json()["items"] == []
    assert (await client.post(path, json={"note": "看过了"}, headers=wenling)).status_code == 404
    assert (await client.post(path, json={"note": "已核实"}, headers=clerk)).status_code == 200
    assert (await client.post(path, json={"note": "已核实"}, headers=clerk)).status_code == 409


async def test_a_person_answers_and_the_minute_counts_from_the_handover(
    client: httpx.AsyncClient,
    gateway: Gateway,
    clerk: dict[str, str],
    service: Service,
    sessions: SessionMaker,
    clock: StoppedClock,
) -> None:
    lin, fang = gateway.person("lin"), gateway.person("fang")
    asked = (await client.post("/v1/handovers", json={"text": "我的情况特殊，能办吗"}, headers=lin)).json()
    clock.move(seconds=61)
    await service.jobs.run_due(sessions, clock)

    (waiting,) = (await client.get("/v1/operator/handovers", headers=clerk)).json()["items"]
    path = f"/v1/operator/handovers/{asked['id']}/answer"
    first = await client.post(path, json={"text": "可以，请带上证明"}, headers=clerk)
    second = await client.post(path, json={"text": "再答一次"}, headers=clerk)
    (mine,) = (await client.get("/v1/handovers", headers=lin)).json()["items"]

    assert waiting["is_late"]
    assert [first.status_code, second.status_code] == [200, 409]
    assert mine["answer"] == "可以，请带上证明"
    assert (await client.get("/v1/handovers", headers=fang)).json()["items"] == []
