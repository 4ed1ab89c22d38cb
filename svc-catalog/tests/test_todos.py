"""One list for each officer: all that waits for him by his grants, and nothing else."""

from collections.abc import AsyncIterator, Callable
from datetime import date, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from servicekit.db import SessionMaker
from servicekit.ids import uuid7
from servicekit.testing import Gateway, StoppedClock
from svc_catalog.arrivals.models import Arrival
from svc_catalog.asked.models import Asked
from svc_catalog.batches.models import Batch, BatchRegion
from svc_catalog.compilations.models import Compilation
from svc_catalog.demands.models import Demand
from svc_catalog.drift.models import DriftTask
from svc_catalog.lists.models import CuratedList, ListTask
from svc_catalog.media.models import Claim, MediaGuide, MediaItem
from svc_catalog.merges.models import Merge
from svc_catalog.policies.models import Policy
from svc_catalog.proposals.models import Proposal
from svc_catalog.rounds.models import Round
from svc_catalog.scenes.models import Scene
from svc_catalog.sheets.models import Sheet
from svc_catalog.todos.types import Kind

ITEM, OTHER, NAME = "331002-gjj-29", "331002-jt-51", "无房租赁住房提取公积金"
COUNTY, LATE = "331002", "331004"
ALL = (
    "item:read", "item:edit", "item:review", "item:publish", "drift:read", "demand:close", "proposal:edit",
    "proposal:decide", "round:publish", "scene:publish", "policy:publish", "media:edit", "media:review",
    "gap:edit",
)  # fmt: skip
Headers = dict[str, str]
Answer = dict[str, Any]
Who = Callable[..., Headers]


@pytest.fixture
def who(gateway: Gateway) -> Who:
    """Build the headers of somebody who may do everything, or only some things, in a region."""

    def headers(name: str, region: str = "331000", acts: tuple[str, ...] = ALL) -> Headers:
        return gateway.header(name, grants={act: [region] for act in acts})

    return headers


@pytest.fixture
async def waiting(sessions: SessionMaker, clock: StoppedClock) -> None:
    """One thing of every kind that others have made in 椒江, or in the city."""
    now = clock()
    about = {"item_id": ITEM, "item_name": NAME, "region_code": COUNTY, "department_code": "gjj"}
    late = {"made_at": now - timedelta(days=9), "due_at": datetime.fromisoformat("2026-04-29T00:00:00+08:00")}
    made = {"region_code": COUNTY, "author": "li-min", "changed_at": now, "number": 0}
    async with sessions.begin() as session:
        one = CuratedList(kind="easy-too", region_code="331000", name="好易办", summary="", criteria=[])
        one.needs_test = False
        session.add(one)
        session.add(sheet(now))
        await session.flush()
        rounds = [
            Round(
                list_id=one.list_id, list_name="好易办", kind="easy", region_code="331000", title=title,
                opens_at=now - timedelta(days=9), closes_at=now + timedelta(days=days), criteria=[],
                needs_test=False, begun_by="chen", published_at=published,
            )
            for title, days, published in (("去年", -300, now), ("上半年", 5, None))
        ]  # fmt: skip
        session.add_all(rounds)
        await session.flush()
        session.add_all(
            [
                Merge(
                    **about, province_version=2, fields={"steps": {}, "place": {}}, state="open",
                    opened_at=now, adopt_by=date(2026, 5, 8), is_provisional=False, choices={},
                ),
                DriftTask(
                    **about, neighbour="svc-map", owner="catalog:operator", differences=[{"kind": "name"}],
                    state="open", opened_at=now, seen_at=now, due_on=date(2026, 5, 6), is_provisional=False,
                ),
                Demand(
                    **about, **late, sheet_code="WAIT-WAIT-WAIT-WAIT", kind="material", what="房东身份证",
                    reason="", place="", said_by="holder", subject="x", state="open",
                ),
                ListTask(**about, **late, list_id=one.list_id, what="请确认", state="open"),
                proposal(rounds[1], now, "331002-ga-04"),
                proposal(rounds[1], now, "331002-ga-05"),
                Scene(code="wait", draft={"title": "开一家店"}, published=None, **made),
                Policy(title="助企", draft={"title": "助企十条"}, published=None, **made),
                Compilation(
                    region_code=COUNTY, year=2026, quarter=1, title="一季度汇编", foreword=[],
                    policies=[[str(uuid7()), 1]], author="li-min", publisher=None, changed_at=now,
                ),
                MediaGuide(
                    form="article", title="分步说明", draft={"title": "分步说明"}, state="submitted", note="",
                    published=None, **made,
                ),
                Arrival(region_code="331001", directory_code="gjj-29", arrived_at=now, state="open"),
                Asked(query="退学费", day=date(2026, 4, 20), region_code=COUNTY, asked=7, empty=7),
            ]
        )  # fmt: skip
        # 椒江 shows guides of both, one its own, one claimed; 路桥 shows none.
        shown: Answer = {
            "form": "article",
            "title": "分步说明",
            "draft": None,
            "state": "published",
            "note": "",
        }
        shown["published"] = {"title": "分步说明", "summary": ""}
        own = MediaGuide(**made, **shown)
        theirs = MediaGuide(**made | {"region_code": "331081"}, **shown)
        session.add_all([own, theirs])
        await session.flush()
        session.add_all(
            [
                MediaItem(media_id=own.media_id, directory_code="gjj-29"),
                MediaItem(media_id=theirs.media_id, directory_code="jt-51"),
                Claim(
                    media_id=theirs.media_id, region_code=COUNTY, claimed_by="li-min", claimed_at=now,
                    seen_number=1,
                ),
            ]
        )  # fmt: skip
        batch = Batch(region_code="331000", name="教你办一批", items=["gjj-29", "jt-51"], planned_by="chen")
        batch.changed_at = now
        session.add(batch)
        await session.flush()
        for county, day in ((COUNTY, 20), (LATE, 20), ("331003", 30)):
            due = date(2026, 4, day)
            session.add(BatchRegion(batch_id=batch.batch_id, region_code=county, due_on=due))


def sheet(now: datetime) -> Sheet:
    return Sheet(
        code="WAIT-WAIT-WAIT-WAIT", item_id=ITEM, item_version=1, content={}, sha256="", seal="", pdf=b"",
        pdf_sha256="", holder=None, issued_at=now, valid_until=now,
    )  # fmt: skip


def proposal(one: Round, now: datetime, item_id: str) -> Proposal:
    return Proposal(
        round_id=one.round_id, item_id=item_id, item_name=NAME, region_code=COUNTY, act="add", reason="多",
        verdict="met", findings=[], tried="none", state="proposed", proposed_by="li-min", proposed_at=now,
    )  # fmt: skip


async def todos(client: httpx.AsyncClient, headers: Headers, query: str = "") -> Answer:
    answer = await client.get(f"/v1/operator/todos{query}", headers=headers)
    assert answer.status_code == 200, answer.text
    found: Answer = answer.json()
    return found


async def sign(client: httpx.AsyncClient, headers: Headers, path: str, **body: Any) -> Answer:
    answer = await client.post(f"/v1/operator/{path}", json=body, headers=headers)
    assert answer.status_code < 300, answer.text
    found: Answer = answer.json()
    return found


@pytest.mark.usefixtures("waiting")
async def test_everything_that_waits_stands_in_one_list_with_its_name_and_its_day(
    client: httpx.AsyncClient, who: Who
) -> None:
    found = await todos(client, who("chen"))
    days = [one["due_on"] for one in found["items"]]
    by_kind = {one["kind"]: one for one in found["items"]}

    rest = set(Kind) - {Kind.REVIEW, Kind.PUBLISH, Kind.MEND, Kind.RENEWAL}
    assert rest <= set(by_kind)
    assert days == sorted(day for day in days if day) + [None] * days.count(None)
    late = {one["kind"] for one in found["items"] if one["is_overdue"]}
    assert late == {"demand", "list-task", "batch"}
    assert by_kind["demand"]["due_on"] == "2026-04-28"
    assert (by_kind["merge"]["title"], by_kind["merge"]["detail"]) == (NAME, "办理地点、办理流程")
    assert (by_kind["merge"]["things"], by_kind["round"]["things"]) == (2, 2)
    assert by_kind["round"]["title"] == "好易办 · 上半年"
    assert (by_kind["demand"]["detail"], by_kind["demand"]["allowed"]) == ("房东身份证", ["close"])
    assert by_kind["compilation"]["key"] == "331002/2026/1"
    assert by_kind["drift"]["detail"] == "svc-map"
    assert (by_kind["batch"]["region_code"], by_kind["batch"]["things"]) == (LATE, 2)
    assert found["counts"]["batch"] == 1
    assert (by_kind["gap"]["title"], by_kind["gap"]["since"][:10]) == ("退学费", "2026-04-20")
    assert found["total"] == sum(found["counts"].values()) == len(found["items"])


@pytest.mark.usefixtures("waiting")
async def test_what_is_somebody_elses_to_do_is_not_listed(client: httpx.AsyncClient, who: Who) -> None:
    nothing = await todos(client, who("zhou", acts=("item:read",)))
    elsewhere = await todos(client, who("wang", "331081"))
    reviewer = await todos(client, who("zhao", COUNTY, ("item:read", "item:review", "scene:publish")))
    author = await todos(client, who("li-min", COUNTY))

    assert (nothing["items"], nothing["counts"], nothing["total"]) == ([], {}, 0)
    assert {one["region_code"] for one in elsewhere["items"]} <= {"331081"}
    assert set(reviewer["counts"]) == {"scene"}
    # Who wrote something lets it out as little as he decides on what he proposed.
    written = {"scene", "policy", "compilation", "media", "round"}
    assert not {one["kind"] for one in author["items"] if one["author"] == "li-min"} & written
    assert "new-entry" not in author["counts"]  # the list of the city is not his to keep
    assert {"merge", "drift", "demand", "list-task", "gap"} <= set(author["counts"])


async def test_a_change_over_many_items_is_signed_as_one_and_mended_as_one(
    client: httpx.AsyncClient, who: Who
) -> None:
    li, zhao, chen = who("li-min", COUNTY), who("zhao", COUNTY), who("chen")
    body = {"items": [ITEM, OTHER], "set": {"consult_phone": "0576-88881234"}, "reason": "统一电话"}
    change = await sign(client, li, "amendments", **body)
    await sign(client, li, f"amendments/{change['id']}/submit")
    (first,) = (await todos(client, zhao, "?kind=review"))["items"]
    early = await todos(client, chen, "?kind=publish")
    await sign(client, zhao, f"amendments/{change['id']}/approve")
    (then,) = (await todos(client, chen, "?kind=publish"))["items"]
    await sign(client, chen, f"amendments/{change['id']}/return", reason="号码有误")
    (back,) = (await todos(client, li, "?kind=mend"))["items"]

    assert (first["things"], first["item_id"], first["detail"]) == (2, None, "统一电话")
    assert first["page"] == then["page"] == back["page"] == f"/catalog/amendments/{change['id']}"
    assert (first["author"], first["allowed"], early["items"]) == ("li-min", ["approve", "return"], [])
    assert back["detail"] == "号码有误"
    assert "mend" not in (await todos(client, zhao))["counts"]


async def test_a_guide_waits_by_its_name_since_the_last_signature(
    client: httpx.AsyncClient, who: Who, clock: StoppedClock
) -> None:
    li, zhao, chen = who("li-min", COUNTY), who("zhao", COUNTY), who("chen")
    guide = (await client.get(f"/v1/operator/items/{ITEM}", headers=li)).json()["guide"]
    body = {"guide": guide | {"place": "新址"}, "reason": "搬迁"}
    one = (await client.put(f"/v1/operator/items/{ITEM}/draft", json=body, headers=li)).json()
    await sign(client, li, f"revisions/{one['id']}/submit")
    clock.move(days=2)
    await sign(client, zhao, f"revisions/{one['id']}/approve")
    (then,) = (await todos(client, chen, "?kind=publish"))["items"]
    await sign(client, chen, f"revisions/{one['id']}/return", reason="地址有误")
    (back,) = (await todos(client, li, "?kind=mend"))["items"]

    assert (then["title"], then["item_id"], then["key"]) == (NAME, ITEM, one["id"])
    assert (then["page"], then["since"][:10]) == (f"/catalog/revisions/{one['id']}", "2026-05-02")
    assert back["page"] == f"/catalog/{ITEM}/edit"


@pytest.fixture
async def statements(engine: AsyncEngine) -> AsyncIterator[list[str]]:
    """What is asked of the database from now on."""
    heard: list[str] = []

    def hear(*told: Any) -> None:
        heard.append(told[2])

    event.listen(engine.sync_engine, "before_cursor_execute", hear)
    yield heard
    event.remove(engine.sync_engine, "before_cursor_execute", hear)


@pytest.mark.usefixtures("waiting")
async def test_one_kind_is_asked_for_alone_and_counted_with_the_others(
    client: httpx.AsyncClient, who: Who, sessions: SessionMaker, clock: StoppedClock, statements: list[str]
) -> None:
    before = await todos(client, who("chen"))
    once = [one for one in statements if one.lstrip().upper().startswith("SELECT")]
    async with sessions.begin() as session:
        for n in range(5):
            session.add(
                Policy(
                    title=f"第 {n} 条", draft={"title": f"第 {n} 条"}, published=None, region_code=COUNTY,
                    author="li-min", changed_at=clock(), number=0,
                )
            )  # fmt: skip
    statements.clear()
    found = await todos(client, who("chen"), "?kind=policy&limit=2")
    again = [one for one in statements if one.lstrip().upper().startswith("SELECT")]

    assert len(once) == len(again) <= len(Kind) + 1
    assert [one["kind"] for one in found["items"]] == ["policy"] * 2
    assert found["counts"] == before["counts"] | {"policy": before["counts"]["policy"] + 5}
