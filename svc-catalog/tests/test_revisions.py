"""Guides are drafted by one person and let out by others; what people read on a day can be shown."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from sanzhi_proto.catalog.v1.catalog_pb2 import ItemChanged
from servicekit.db import SessionMaker
from servicekit.testing import Gateway, RecordedOutbox, StoppedClock
from svc_catalog.items.models import Item
from svc_catalog.main import service as catalog

ITEM, OTHER = "331002-gjj-29", "331002-jt-51"


class Office:
    """Everybody who has a hand in a guide."""

    def __init__(self, client: httpx.AsyncClient, gateway: Gateway) -> None:
        self.client = client
        self.author = gateway.header("li-min", grants={"item:read": ["331002"], "item:edit": ["331002"]})
        self.reviewer = gateway.header(
            "zhao-lin", grants={"item:read": ["331002"], "item:review": ["331002"]}
        )
        self.publisher = gateway.header(
            "chen", grants={key: ["331000"] for key in ("item:read", "item:edit", "item:publish")}
        )
        self.foreigner = gateway.header(
            "wang", grants={key: ["331081"] for key in ("item:read", "item:edit", "item:review")}
        )

    async def guide(self, item: str = ITEM) -> dict[str, Any]:
        shown = await self.client.get(f"/v1/operator/items/{item}", headers=self.author)
        guide: dict[str, Any] = shown.json()["guide"]
        return guide

    async def draft(self, item: str = ITEM, who: dict[str, str] | None = None, **new: Any) -> httpx.Response:
        body = {"guide": await self.guide(item) | new, "reason": "电话变更"}
        return await self.client.put(
            f"/v1/operator/items/{item}/draft", json=body, headers=who or self.author
        )

    async def act(
        self, who: dict[str, str], one: dict[str, Any], act: str, kind: str = "revisions", **body: Any
    ) -> httpx.Response:
        return await self.client.post(f"/v1/operator/{kind}/{one['id']}/{act}", json=body, headers=who)

    async def publish(self, item: str = ITEM, **new: Any) -> dict[str, Any]:
        one = (await self.draft(item, **new)).json()
        for who, act in ((self.author, "submit"), (self.reviewer, "approve"), (self.publisher, "approve")):
            answer = await self.act(who, one, act)
            assert answer.status_code == 200, answer.text
        result: dict[str, Any] = answer.json()
        return result

    async def todos(self, who: dict[str, str]) -> list[str]:
        found = await self.client.get("/v1/operator/todos", headers=who)
        return [one["item_id"] for one in found.json()["items"]]

    async def read(self, item: str = ITEM) -> dict[str, Any]:
        guide: dict[str, Any] = (await self.client.get(f"/v1/items/{item}", headers=self.author)).json()[
            "guide"
        ]
        return guide


@pytest.fixture
def office(client: httpx.AsyncClient, gateway: Gateway) -> Office:
    return Office(client, gateway)


def slug(answer: httpx.Response) -> str:
    return str(answer.json()["type"]).rpartition("/")[2]


async def test_a_guide_goes_from_the_author_over_two_others_to_its_readers(
    office: Office, announced: RecordedOutbox
) -> None:
    before = await office.read()
    drafted = await office.draft(consult_phone="0576-88881111")
    one = drafted.json()
    unread = await office.read()
    shown = await office.client.get(f"/v1/operator/revisions/{one['id']}", headers=office.reviewer)
    submitted = await office.act(office.author, one, "submit")
    waiting = [await office.todos(who) for who in (office.author, office.reviewer, office.publisher)]
    reviewed = await office.act(office.reviewer, one, "approve", note="已核")
    then = [await office.todos(who) for who in (office.reviewer, office.publisher)]
    published = await office.act(office.publisher, one, "approve")

    assert drafted.status_code == 200, drafted.text
    assert unread == before
    assert one["differences"] == [
        {
            "pointer": "/consult_phone",
            "label": "咨询方式",
            "before": before["consult_phone"],
            "after": "0576-88881111",
        }
    ]
    assert shown.json()["content"] == before | {"consult_phone": "0576-88881111"}
    assert submitted.json()["state"] == "waiting"
    assert (waiting, then) == ([[], [ITEM], []], [[], [ITEM]])
    assert [sign["by"] for sign in reviewed.json()["signatures"]] == ["zhao-lin"]
    assert published.json()["state"] == "published"
    assert (await office.read())["consult_phone"] == "0576-88881111"
    (event,) = [one for one in await announced.messages(ItemChanged) if one.changed]
    assert (event.item_id, list(event.changed)) == (ITEM, ["consult_phone"])


async def test_nobody_signs_twice_and_nobody_signs_for_others(office: Office, gateway: Gateway) -> None:
    everything = {key: ["331002"] for key in ("item:read", "item:edit", "item:review", "item:publish")}
    author, second = gateway.header("li-min", grants=everything), gateway.header("wu", grants=everything)
    one = (await office.draft(consult_phone="0576-88881111")).json()
    await office.act(office.author, one, "submit")

    own = await office.act(author, one, "approve")
    no_right = await office.act(office.publisher, one, "approve")
    elsewhere = await office.act(office.foreigner, one, "approve")
    first = await office.act(second, one, "approve")
    twice = await office.act(second, one, "approve")

    assert (own.status_code, slug(own)) == (409, "second-person-needed")
    assert no_right.status_code == 403
    assert elsewhere.status_code == 404
    assert first.status_code == 200
    assert (twice.status_code, slug(twice)) == (409, "second-person-needed")


async def test_a_finding_stops_a_guide_until_somebody_says_why_it_is_right(office: Office) -> None:
    one = (await office.draft(consult_phone="12345")).json()
    refused = await office.act(office.author, one, "submit")
    waived = await office.act(office.author, one, "submit", waivers={"phones": "全市统一热线，无区号"})

    assert [found["code"] for found in one["findings"]] == ["phones"]
    assert (refused.status_code, slug(refused)) == (409, "unwaived-findings")
    assert [found["code"] for found in refused.json()["findings"]] == ["phones"]
    assert waived.json()["waivers"] == {"phones": "全市统一热线，无区号"}


async def test_what_comes_back_is_mended_by_its_author(office: Office) -> None:
    one = (await office.draft(consult_phone="0576-88881111")).json()
    await office.act(office.author, one, "submit")
    returned = await office.act(office.reviewer, one, "return", reason="号码有误")
    waiting = await office.todos(office.author)
    again = await office.draft(consult_phone="0576-88882222")

    assert (returned.json()["state"], returned.json()["signatures"][0]["note"]) == ("returned", "号码有误")
    assert waiting == [ITEM]
    assert (again.json()["id"], again.json()["state"]) == (one["id"], "draft")


async def test_one_revision_at_a_time(office: Office) -> None:
    one = (await office.draft(consult_phone="0576-88881111")).json()
    other = await office.draft(who=office.publisher, consult_phone="0576-88882222")
    same = await office.draft(OTHER)
    await office.act(office.author, one, "discard")
    later = await office.draft(who=office.publisher, consult_phone="0576-88882222")

    assert (other.status_code, slug(other), other.json()["author"]) == (409, "revision-open", "li-min")
    assert slug(same) == "nothing-changes"
    assert later.json()["number"] == 2


async def test_a_revision_takes_effect_on_its_day(
    office: Office, sessions: SessionMaker, clock: StoppedClock
) -> None:
    before = (await office.read())["consult_phone"]
    one = (await office.draft(consult_phone="0576-88881111")).json()
    day = (clock() + timedelta(days=3)).isoformat()
    await office.act(office.author, one, "submit", valid_from=day)
    await office.act(office.reviewer, one, "approve")
    scheduled = await office.act(office.publisher, one, "approve")
    early = (await office.read())["consult_phone"]
    clock.move(days=3, seconds=1)
    await catalog.jobs.run_due(sessions, clock)

    assert scheduled.json()["state"] == "scheduled"
    assert early == before
    assert (await office.read())["consult_phone"] == "0576-88881111"


async def test_what_people_read_on_a_day_can_be_shown_and_brought_back(
    office: Office, clock: StoppedClock
) -> None:
    first, old = clock(), await office.guide()
    clock.move(days=1)
    await office.publish(consult_phone="0576-88881111")
    second = clock()
    clock.move(days=1)
    await office.publish(consult_phone="0576-88882222")

    async def at(moment: Any) -> Any:
        url = f"/v1/items/{ITEM}/read-at/{moment.strftime('%Y-%m-%dT%H:%M:%SZ')}"
        return (await office.client.get(url, headers=office.author)).json()

    shown = [
        await at(moment) for moment in (first, second + timedelta(seconds=1), clock() + timedelta(seconds=1))
    ]
    back = await office.client.post(
        f"/v1/operator/items/{ITEM}/roll-back", json={"number": 1, "reason": "误改"}, headers=office.author
    )
    history = await office.client.get(f"/v1/operator/items/{ITEM}/revisions", headers=office.reviewer)

    assert [one["number"] for one in shown] == [0, 1, 2]
    assert [one["guide"]["consult_phone"] for one in shown] == [
        old["consult_phone"],
        "0576-88881111",
        "0576-88882222",
    ]
    assert len({one["content_hash"] for one in shown}) == 3
    assert back.json()["content_hash"] == shown[1]["content_hash"]
    assert back.json()["content"] == shown[1]["guide"]
    assert "content" not in history.json()["items"][0]
    assert [(one["number"], one["state"]) for one in history.json()["items"]] == [
        (3, "draft"),
        (2, "published"),
        (1, "replaced"),
        (0, "replaced"),
    ]


async def test_a_new_telephone_for_many_items_is_one_difference_and_one_decision(
    office: Office, sessions: SessionMaker, announced: RecordedOutbox
) -> None:
    async with sessions() as session:
        complete = select(Item.item_id).where(Item.region_code == "331002", Item.is_complete)
        items = list(await session.scalars(complete.order_by(Item.item_id)))
    body = {"items": items, "set": {"consult_phone": "0576-88889999"}, "reason": "统一咨询电话"}
    made = await office.client.post("/v1/operator/amendments", json=body, headers=office.author)
    one = made.json()
    for who, act in (
        (office.author, "submit"),
        (office.reviewer, "approve"),
        (office.publisher, "approve"),
    ):
        answer = await office.act(who, one, act, kind="amendments")
        assert answer.status_code == 200, answer.text

    assert made.status_code == 201, made.text
    assert one["items"] == len(items) >= 10
    assert [(each["label"], each["after"], each["items"]) for each in one["differences"]] == [
        ("咨询方式", "0576-88889999", len(items))
    ]
    assert answer.json()["states"] == {"published": len(items)}
    assert {(await office.read(item))["consult_phone"] for item in items} == {"0576-88889999"}
    heard = [one.item_id for one in await announced.messages(ItemChanged) if one.changed]
    assert sorted(heard) == items


async def test_a_change_over_many_is_whole_or_nothing(office: Office) -> None:
    await office.draft(OTHER, who=office.publisher, consult_phone="0576-88880000")
    url, values = "/v1/operator/amendments", {"set": {"consult_phone": "0576-88889999"}, "reason": "统一"}
    taken = await office.client.post(url, json={"items": [ITEM, OTHER], **values}, headers=office.author)
    foreign = await office.client.post(
        url, json={"items": [ITEM, "331081-gjj-29"], **values}, headers=office.author
    )
    wrong = await office.client.post(
        url, json={"items": [ITEM], "set": {"required_level": 9}, "reason": "错误"}, headers=office.author
    )
    history = await office.client.get(f"/v1/operator/items/{ITEM}/revisions", headers=office.author)

    assert [slug(answer) for answer in (taken, foreign)] == ["revision-open", "no-such-item"]
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "#/set/required_level")
    assert history.json()["items"] == []


async def test_a_list_that_takes_over_follows_and_keeps_what_it_says_itself(
    office: Office, gateway: Gateway, sessions: SessionMaker
) -> None:
    async with sessions.begin() as session:
        await session.execute(
            update(Item).where(Item.item_id == ITEM).values(inherits_from="331001", own_elements=["place"])
        )
    city = {name: ["331000"] for name in ("item:read", "item:edit", "item:review")}
    office.author = gateway.header("city-author", grants=city)
    office.reviewer = gateway.header("city-reviewer", grants=city)

    await office.publish("331001-gjj-29", accept_condition="新的受理条件", place="新的地点")
    county = await office.read(ITEM)

    assert county["accept_condition"] == "新的受理条件"
    assert county["place"] != "新的地点"
