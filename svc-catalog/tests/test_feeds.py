"""The province's library is the master: lists follow it, and where one differs somebody chooses."""

import threading
from collections.abc import Iterator
from typing import Any

import httpx
import orjson
import pytest
import uvicorn
from sqlalchemy import update

from sanzhi_proto.catalog.v1.catalog_pb2 import ItemChanged
from servicekit.db import SessionMaker
from servicekit.testing import Gateway, RecordedOutbox, StoppedClock
from simulators.library import Settings as LibrarySettings
from simulators.library import create_app
from svc_catalog.feeds.models import Feed
from svc_catalog.main import service as catalog

#: 居民身份证换领: 13 days promised by the province, 60 by law.
IDENTITY, CITY, COUNTY = "ga-02", "331001-ga-02", "331002-ga-02"


@pytest.fixture(scope="module")
def library_url() -> Iterator[str]:
    """The simulator of the library, a real server."""
    settings = LibrarySettings.model_validate(
        {"applications": [{"app_key": "test-key", "app_secret": "test-secret"}], "page_rows": 50}
    )
    server = uvicorn.Server(uvicorn.Config(create_app(settings), port=0, log_level="critical"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def extra_settings(library_url: str) -> dict[str, Any]:
    return {
        "library_url": library_url,
        "library_app_key": "test-key",
        "library_app_secret": "test-secret",
        "most_abolished": 2,
    }


@pytest.fixture
def library(library_url: str) -> Iterator[httpx.Client]:
    """The library's own switches, back in order afterwards."""
    with httpx.Client(base_url=library_url) as client:
        yield client
        client.post("/_sim/reset")


class Office:
    """Those who watch the feed and those who choose."""

    def __init__(
        self, client: httpx.AsyncClient, gateway: Gateway, sessions: SessionMaker, clock: StoppedClock
    ) -> None:
        self.client, self.sessions, self.clock = client, sessions, clock
        self.watcher = gateway.header("chen", grants={one: ["331000"] for one in ("feed:read", "feed:run")})
        self.author = gateway.header("li-min", grants={"item:read": ["331002"], "item:edit": ["331002"]})
        self.reviewer = gateway.header(
            "zhao-lin", grants={one: ["331002"] for one in ("item:read", "item:review", "item:publish")}
        )
        self.publisher = gateway.header(
            "chen", grants={one: ["331000"] for one in ("item:read", "item:publish")}
        )
        self.foreigner = gateway.header("wang", grants={"item:read": ["331081"], "item:edit": ["331081"]})
        self.keeper = gateway.header("chen", grants={"item:read": ["331000"], "item:edit": ["331000"]})

    async def pull(self, limit: int = 100) -> dict[str, Any]:
        told = await self.client.post("/v1/operator/feeds/province/run", headers=self.watcher)
        assert told.status_code == 202, told.text
        await catalog.jobs.run_due(self.sessions, self.clock, limit=limit)
        return await self.feed()

    async def feed(self) -> dict[str, Any]:
        answer = await self.client.get("/v1/operator/feeds/province", headers=self.watcher)
        return dict(answer.json())

    async def item(self, item_id: str = COUNTY) -> dict[str, Any]:
        answer = await self.client.get(f"/v1/operator/items/{item_id}", headers=self.publisher)
        return dict(answer.json())

    async def draft(self, **new: Any) -> httpx.Response:
        body = {"guide": (await self.item())["guide"] | new, "reason": "电话变更"}
        return await self.client.put(f"/v1/operator/items/{COUNTY}/draft", json=body, headers=self.author)

    async def act(self, who: dict[str, str], path: str, **body: Any) -> httpx.Response:
        return await self.client.post(f"/v1/operator/{path}", json=body, headers=who)

    async def merges(self, who: dict[str, str] | None = None) -> list[dict[str, Any]]:
        answer = await self.client.get("/v1/operator/merges?state=open", headers=who or self.author)
        return list(answer.json()["items"])

    async def decide(self, merge: dict[str, Any], **choices: Any) -> httpx.Response:
        return await self.act(
            self.author, f"merges/{merge['id']}/decide", choices=choices, reason="按本地情况"
        )

    async def publish(self, revision_id: str) -> None:
        for who, act in ((self.author, "submit"), (self.reviewer, "approve"), (self.publisher, "approve")):
            answer = await self.act(who, f"revisions/{revision_id}/{act}")
            assert answer.status_code == 200, answer.text


@pytest.fixture
def office(
    client: httpx.AsyncClient, gateway: Gateway, sessions: SessionMaker, clock: StoppedClock
) -> Office:
    return Office(client, gateway, sessions, clock)


def say(library: httpx.Client, code: str = IDENTITY, **columns: Any) -> None:
    library.put(f"/_sim/items/{code}", json=columns).raise_for_status()


def slug(answer: httpx.Response) -> str:
    return str(answer.json()["type"]).rpartition("/")[2]


async def test_the_library_is_read_whole_and_once(
    office: Office, library: httpx.Client, announced: RecordedOutbox
) -> None:
    before, told = await office.item(), len(await announced.rows())
    first = await office.pull()
    async with office.sessions.begin() as session:
        await session.execute(update(Feed).values(cursor=0))
    second = await office.pull()

    assert (first["state"], first["cursor"], first["changes"]) == ("current", 74, 74)
    assert second == first
    assert await office.item() == before
    assert len(await announced.rows()) == told
    assert await office.merges() == []


async def test_reading_goes_on_where_it_broke_off(office: Office, library: httpx.Client) -> None:
    half = await office.pull(limit=1)
    library.post("/_sim/outage", json={"off": True})
    away = await office.pull()
    library.post("/_sim/outage", json={"off": False})
    whole = await office.pull()

    assert (half["state"], half["cursor"]) == ("under-way", 50)
    assert (away["state"], away["alarm"], away["cursor"]) == ("alarm", "away", 50)
    assert (whole["state"], whole["alarm"], whole["changes"]) == ("current", None, 74)


@pytest.mark.parametrize(
    ("fault", "alarm"),
    [("not_json", "not-json"), ("short", "short"), ("torn", "torn"), ("unordered", "out-of-order")],
)
async def test_a_page_that_is_not_whole_changes_nothing_and_is_an_alarm(
    office: Office, library: httpx.Client, fault: str, alarm: str
) -> None:
    await office.pull()
    before = await office.item()
    say(library, general={"by_law": "新法"})
    say(library, "jj-11", general={"by_law": "新法"})
    library.post("/_sim/faults", json={"fault": fault})
    broken = await office.pull()
    unchanged = await office.item()
    library.post("/_sim/faults", json={"fault": "none"})
    office.clock.move(hours=1)
    await catalog.jobs.run_due(office.sessions, office.clock)

    assert (broken["state"], broken["alarm"], broken["cursor"]) == ("alarm", alarm, 74)
    assert broken["alarm_at"] is not None
    assert unchanged == before
    assert (await office.feed())["state"] == "current"
    assert (await office.item())["guide"]["legal_basis"] == "新法"


async def test_what_the_province_gives_cannot_be_drafted(office: Office, library: httpx.Client) -> None:
    await office.pull()
    refused = await office.draft(legal_basis="本局规定", place="新址")
    many = await office.act(
        office.author, "amendments", items=[COUNTY], set={"power_source": "委托"}, reason="变更"
    )

    assert (refused.status_code, slug(refused)) == (409, "province-owned")
    assert [one["pointer"] for one in refused.json()["errors"]] == ["#/guide/legal_basis"]
    assert [one["pointer"] for one in many.json()["errors"]] == ["#/set/power_source"]
    assert (await office.draft(place="新址")).status_code == 200


async def test_a_file_that_changes_what_the_province_gives_is_faulty_there(
    office: Office, library: httpx.Client
) -> None:
    await office.pull()
    guide = (await office.item())["guide"] | {"legal_basis": "本局规定"}
    line = orjson.dumps({"item_id": COUNTY, "guide": guide})
    sent = await office.client.post(
        "/v1/operator/imports?name=list",
        content=line + b"\n",
        headers=office.author | {"content-type": "application/x-ndjson"},
    )
    await catalog.jobs.run_due(office.sessions, office.clock)
    rows = await office.client.get(f"/v1/operator/imports/{sent.json()['id']}/rows", headers=office.author)

    (fault,) = rows.json()["items"][0]["faults"]
    assert (fault["column"], fault["zh"]) == ("设定依据", "由省权力事项库给定，不可在此更改")


async def test_what_the_province_gives_is_in_force_at_once_everywhere(
    office: Office, library: httpx.Client, announced: RecordedOutbox
) -> None:
    await office.pull()
    told = len(await announced.messages(ItemChanged))
    say(library, general={"by_law": "新法", "result_guid": "新样本"})
    await office.pull()
    city, county = await office.item(CITY), await office.item()
    history = await office.client.get(f"/v1/operator/items/{CITY}/revisions", headers=office.publisher)
    messages = (await announced.messages(ItemChanged))[told:]

    for item in (city, county):
        assert (item["guide"]["legal_basis"], item["guide"]["result_sample"]) == ("新法", "新样本")
    newest = history.json()["items"][0]
    assert (newest["author"], newest["state"], newest["signatures"]) == ("province-library", "published", [])
    assert {(one.item_id, tuple(sorted(one.changed))) for one in messages} >= {
        (CITY, ("legal_basis", "result_sample")),
        (COUNTY, ("legal_basis", "result_sample")),
    }
    assert await office.merges() == []


async def test_a_draft_under_way_takes_over_what_the_province_says(
    office: Office, library: httpx.Client
) -> None:
    await office.pull()
    one = (await office.draft(place="新址")).json()
    await office.act(office.author, f"revisions/{one['id']}/submit")
    say(library, general={"by_law": "新法"})
    await office.pull()
    back = (await office.client.get(f"/v1/operator/revisions/{one['id']}", headers=office.author)).json()
    waiting = await office.client.get("/v1/operator/todos", headers=office.author)
    await office.publish(one["id"])
    guide = (await office.item())["guide"]

    assert (back["state"], back["signatures"][-1]["by"]) == ("returned", "province-library")
    assert [each["pointer"] for each in back["differences"]] == ["/place"]
    assert [(each["kind"], each["item_id"]) for each in waiting.json()["items"]] == [("mend", COUNTY)]
    assert (guide["legal_basis"], guide["place"]) == ("新法", "新址")


async def overridden(office: Office, library: httpx.Client) -> dict[str, Any]:
    """A county that promises 9 days and has a step of its own, where the province now says 11 days."""
    await office.pull()
    steps = ["受理", "人像核验", "审核", "审批", "制证", "出证办结"]
    one = (await office.draft(promised_limit={"amount": 9, "unit": "DAY"}, steps=steps)).json()
    await office.publish(one["id"])
    say(library, general={"promise_day": 11, "handle_flow": ["受理", "审批", "制证", "出证办结"]})
    await office.pull()
    (merge,) = await office.merges()
    return merge


async def test_a_change_that_meets_what_a_list_says_itself_is_chosen_by_its_officer(
    office: Office, library: httpx.Client
) -> None:
    merge = await overridden(office, library)
    shown = (await office.client.get(f"/v1/operator/merges/{merge['id']}", headers=office.author)).json()
    fields = {one["element"]: one for one in shown["fields"]}
    held = await office.item()

    assert (merge["item_id"], merge["elements"]) == (COUNTY, ["promised_limit", "steps"])
    assert [fields["promised_limit"][side]["amount"] for side in ("base", "ours", "theirs")] == [13, 9, 11]
    assert fields["steps"]["label"] == "办理流程"
    assert held["guide"]["promised_limit"]["amount"] == 9
    assert (await office.item(CITY))["guide"]["steps"][1] == "审批"
    assert await office.merges(office.foreigner) != await office.merges()

    edited = ["受理", "人像核验", "审批", "制证", "出证办结"]
    few = await office.decide(merge, steps={"take": "theirs"})
    wrong = await office.decide(
        merge, promised_limit={"take": "edited", "value": "soon"}, steps={"take": "ours"}
    )
    done = await office.decide(
        merge, promised_limit={"take": "ours"}, steps={"take": "edited", "value": edited}
    )
    again = await office.decide(merge, promised_limit={"take": "ours"}, steps={"take": "ours"})

    assert (slug(few), few.json()["errors"][0]["pointer"]) == (
        "choices-incomplete",
        "#/choices/promised_limit",
    )
    assert wrong.json()["errors"][0]["pointer"] == "#/choices/promised_limit/value"
    assert (done.json()["state"], slug(again)) == ("drafted", "merge-is-over")
    assert (await office.item())["guide"]["steps"][1:3] == ["人像核验", "审核"]

    await office.publish(done.json()["revision_id"])
    await office.pull()
    closed = await office.client.get(f"/v1/operator/merges/{merge['id']}", headers=office.author)
    guide = (await office.item())["guide"]
    assert (guide["promised_limit"]["amount"], guide["steps"]) == (9, edited)
    assert (closed.json()["state"], await office.merges()) == ("closed", [])


async def test_who_keeps_everything_has_nothing_to_sign(office: Office, library: httpx.Client) -> None:
    merge = await overridden(office, library)
    done = await office.decide(merge, promised_limit={"take": "ours"}, steps={"take": "ours"})

    assert (done.json()["state"], done.json()["revision_id"]) == ("closed", None)
    assert await office.merges() == []


async def test_a_draft_that_is_given_up_leaves_the_choice_open(office: Office, library: httpx.Client) -> None:
    merge = await overridden(office, library)
    done = await office.decide(merge, promised_limit={"take": "theirs"}, steps={"take": "theirs"})
    await office.act(office.author, f"revisions/{done.json()['revision_id']}/discard")
    await office.pull()

    assert [one["id"] for one in await office.merges()] == [merge["id"]]


async def test_the_province_takes_it_back_and_there_is_nothing_to_choose(
    office: Office, library: httpx.Client
) -> None:
    await overridden(office, library)
    say(library, general={"promise_day": 10})
    await office.pull()
    (merge,) = await office.merges()
    shown = await office.client.get(f"/v1/operator/merges/{merge['id']}", headers=office.author)
    limit = next(one for one in shown.json()["fields"] if one["element"] == "promised_limit")
    say(
        library,
        general={"promise_day": 9, "handle_flow": ["受理", "人像核验", "审核", "审批", "制证", "出证办结"]},
    )
    await office.pull()

    assert [limit[side]["amount"] for side in ("base", "theirs")] == [13, 10]
    assert await office.merges() == []


async def test_a_merge_is_due_in_working_days_and_stays_when_it_is_late(
    office: Office, library: httpx.Client
) -> None:
    merge = await overridden(office, library)
    office.clock.move(days=30)
    (late,) = await office.merges()

    # Ten working days after 30 April: the holiday ends on 5 May, and Saturday the 9th is worked.
    assert (merge["adopt_by"], merge["is_overdue"]) == ("2026-05-18", False)
    assert (late["id"], late["is_overdue"]) == (merge["id"], True)


async def test_a_change_that_would_break_a_rule_is_chosen_too(office: Office, library: httpx.Client) -> None:
    await office.pull()
    say(library, general={"result_guid": ""})
    await office.pull()
    answer = await office.client.get("/v1/operator/merges", headers=office.publisher)
    shown = await office.client.get(
        f"/v1/operator/merges/{answer.json()['items'][0]['id']}", headers=office.publisher
    )

    assert [one["item_id"] for one in answer.json()["items"]] == [CITY]
    assert [one["code"] for one in shown.json()["findings"]] == ["result-sample"]
    assert (await office.item(CITY))["guide"]["result_sample"]


async def test_a_law_that_becomes_shorter_than_a_promise_is_an_officers_task(
    office: Office, library: httpx.Client
) -> None:
    await office.pull()
    say(library, anticipate_day=5)
    await office.pull()
    merges = (await office.client.get("/v1/operator/merges", headers=office.publisher)).json()["items"]

    assert (await office.item())["legal_limit"] == {"amount": 5, "unit": "DAY"}
    assert COUNTY in {one["item_id"] for one in merges}
    assert {tuple(one["elements"]) for one in merges} == {("promised_limit",)}


async def test_an_item_that_the_province_abolishes_is_offered_nowhere(
    office: Office, library: httpx.Client
) -> None:
    await office.pull()
    library.delete(f"/_sim/items/{IDENTITY}")
    await office.pull()
    gone = await office.item()
    again = await office.client.post(
        f"/v1/items/{COUNTY}/publish", headers=office.reviewer | {"if-match": f'"{gone["version"]}"'}
    )
    seen = await office.client.get(f"/v1/items/{COUNTY}", headers=office.author)

    assert (gone["state"], seen.status_code) == ("withdrawn", 404)
    assert (again.status_code, slug(again)) == (409, "abolished-by-province")


async def test_more_abolished_at_once_than_anybody_would_believe_is_an_alarm(
    office: Office, library: httpx.Client
) -> None:
    await office.pull()
    for code in (IDENTITY, "jj-11", "rs-14"):
        library.delete(f"/_sim/items/{code}")
    told = await office.pull()

    assert (told["alarm"], told["cursor"]) == ("too-many-abolished", 74)
    assert (await office.item())["state"] == "published"


async def test_a_new_name_reaches_every_list(
    office: Office, library: httpx.Client, announced: RecordedOutbox
) -> None:
    await office.pull()
    told = len(await announced.messages(ItemChanged))
    say(library, task_name="居民身份证换发", general={"by_law": "新法"})
    await office.pull()
    messages = (await announced.messages(ItemChanged))[told:]

    assert (await office.item())["name"] == "居民身份证换发"
    county = [list(one.changed) for one in messages if one.item_id == COUNTY]
    assert sorted(county) == [["legal_basis"], ["name"]]
    assert len({(one.item_id, one.version) for one in messages}) == len(messages)


async def test_an_item_tells_where_its_elements_come_from(office: Office, library: httpx.Client) -> None:
    await overridden(office, library)
    answer = await office.client.get(f"/v1/operator/items/{COUNTY}/origins", headers=office.author)
    elements = {one["element"]: one for one in answer.json()["elements"]}
    foreign = await office.client.get(f"/v1/operator/items/{COUNTY}/origins", headers=office.foreigner)

    assert answer.json()["province_version"] == 2
    assert (elements["legal_basis"]["origin"], elements["legal_basis"]["is_read_only"]) == ("province", True)
    assert (elements["place"]["origin"], elements["place"]["is_overridden"]) == ("own", False)
    assert elements["promised_limit"]["is_overridden"]
    assert elements["promised_limit"]["province"] == {"amount": 11, "unit": "DAY"}
    assert "name" in answer.json()["base"]
    assert foreign.status_code == 404


#: 小餐饮登记, which no list has yet.
NEW = "scjg-99"


@pytest.fixture
async def arrived(office: Office, library: httpx.Client) -> dict[str, str]:
    """The headers of who keeps the list of the city, after the province has added an item."""
    await office.pull()
    like = library.get("/_sim/items/scjg-38").json()
    columns = ("task_type", "dept_code", "dept_name", "project_type", "server_type", "anticipate_explain")
    kept = {name: like[name] for name in columns}
    say(library, NEW, **kept, catalog_code="330100099000", task_name="小餐饮登记", general={"by_law": "新法"})
    await office.pull()
    return office.keeper


async def test_a_new_item_of_the_province_is_taken_into_the_list_of_the_city(
    office: Office, arrived: dict[str, str]
) -> None:
    todos = (await office.client.get("/v1/operator/todos?kind=new-entry", headers=arrived)).json()["items"]
    county = (await office.client.get("/v1/operator/todos", headers=office.author)).json()
    (one,) = (await office.client.get("/v1/operator/arrivals?state=open", headers=arrived)).json()["items"]
    path = f"/v1/operator/arrivals/331001/{NEW}"
    unversioned = await office.client.post(f"{path}/take", headers=arrived)
    foreign = await office.client.post(f"{path}/take", headers=office.author | {"if-match": '"1"'})
    taken = await office.client.post(f"{path}/take", headers=arrived | {"if-match": '"1"'})
    again = await office.client.post(f"{path}/take", headers=arrived | {"if-match": "*"})
    item = (await office.client.get(f"/v1/operator/items/331001-{NEW}", headers=arrived)).json()
    history = await office.client.get(f"/v1/operator/items/331001-{NEW}/revisions", headers=arrived)
    (draft,) = history.json()["items"]
    text = (await office.client.get(f"/v1/operator/revisions/{draft['id']}", headers=arrived)).json()

    assert [(each["title"], each["page"], each["allowed"]) for each in todos] == [
        ("小餐饮登记", "/catalog/arrivals", ["take", "decline"])
    ]
    assert "new-entry" not in county["counts"]
    assert (one["name"], one["region_code"], one["department_name"]) == (
        "小餐饮登记",
        "331001",
        todos[0]["detail"],
    )
    assert (unversioned.status_code, foreign.status_code) == (428, 404)
    assert (taken.status_code, taken.json()["item_id"]) == (200, f"331001-{NEW}"), taken.text
    assert (again.status_code, slug(again)) == (409, "arrival-is-decided")
    assert (item["state"], item["name"], item["guide"]) == ("draft", "小餐饮登记", None)
    assert item["national_code"].endswith(item["basic_code"])
    assert (draft["state"], draft["author"], text["content"]["legal_basis"]) == ("draft", "chen", "新法")
    assert (await office.client.get(f"/v1/items/331001-{NEW}", headers=arrived)).status_code == 404


async def test_a_new_item_is_declined_with_a_reason_or_goes_as_it_came(
    office: Office, library: httpx.Client, arrived: dict[str, str]
) -> None:
    path, tag = f"/v1/operator/arrivals/331001/{NEW}", {"if-match": '"1"'}
    wordless = await office.client.post(f"{path}/decline", json={"reason": ""}, headers=arrived | tag)
    body = {"reason": "本市由县级办理"}
    declined = await office.client.post(f"{path}/decline", json=body, headers=arrived | tag)
    say(library, NEW, task_name="小餐饮备案")
    await office.pull()
    todos = (await office.client.get("/v1/operator/todos?kind=new-entry", headers=arrived)).json()["items"]
    (one,) = (await office.client.get("/v1/operator/arrivals", headers=arrived)).json()["items"]

    assert (wordless.status_code, declined.status_code) == (422, 200), declined.text
    assert (one["state"], one["reason"], one["decided_by"], one["allowed"]) == (
        "declined", body["reason"], "chen", [],
    )  # fmt: skip
    assert todos == []


async def test_a_new_item_that_the_province_takes_back_waits_for_nobody(
    office: Office, library: httpx.Client, arrived: dict[str, str]
) -> None:
    library.delete(f"/_sim/items/{NEW}")
    await office.pull()
    todos = (await office.client.get("/v1/operator/todos?kind=new-entry", headers=arrived)).json()
    late = await office.client.post(
        f"/v1/operator/arrivals/331001/{NEW}/take", headers=arrived | {"if-match": "*"}
    )

    assert todos["items"] == []
    assert slug(late) == "arrival-is-decided"
