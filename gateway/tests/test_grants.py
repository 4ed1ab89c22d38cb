"""Grants: given below oneself, felt at once in open sessions, and withdrawn."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from sqlalchemy import select, text

from gateway import seed
from gateway.grants.models import Grant
from gateway.grants.roles import all_permissions, applications
from gateway.grants.service import GrantService
from gateway.main import service
from gateway.sessions.models import SignedOn
from gateway.sessions.rules import Lifetime
from gateway.sessions.service import Owner, SessionService
from sanzhi_proto.gateway.v1.gateway_pb2 import GrantChanged, SessionEnded
from sanzhi_proto.workforce.v1.workforce_pb2 import StaffChanged
from servicekit.clock import utc_now
from servicekit.consumer import Outcome
from servicekit.db import SessionMaker
from servicekit.ids import uuid7
from servicekit.testing import Gateway, RecordedOutbox, StoppedClock, delivery_of, eventually

SignsOn = Callable[..., Awaitable[httpx.Response]]
CLERK = "zwdd|GE_jj_clerk"


def slug(answer: httpx.Response) -> str:
    return str(answer.json()["type"]).rpartition("/")[2]


@pytest.fixture
async def staffed(sessions: SessionMaker, clock: StoppedClock) -> None:
    """The first grants of the synthetic city."""
    async with sessions.begin() as session:
        await seed.give_first(session, clock())


@pytest.fixture
def administrator(gateway: Gateway) -> dict[str, str]:
    """The city's administrator, who holds everything in 331000."""
    held = {permission: ["331000"] for permission in all_permissions()}
    return gateway.header("zwdd|GE_tz_admin", grants=held)


@pytest.fixture
def county_administrator(gateway: Gateway) -> dict[str, str]:
    """Who administers 椒江, and may decide cases there."""
    held = (
        "grant:read",
        "grant:edit",
        "session:end",
        "case:read",
        "case:accept",
        "case:decide",
        "case:correct",
    )
    return gateway.header("zwdd|GE_jj_admin", grants={permission: ["331002"] for permission in held})


def clerk_of(region: str, application: str = "filing", role: str = "operator") -> dict[str, str]:
    return {"subject": "GE_new", "application": application, "role": role, "region_code": region}


async def test_the_first_grants_are_given_once(sessions: SessionMaker, clock: StoppedClock) -> None:
    async with sessions.begin() as session:
        first = await seed.give_first(session, clock())
    async with sessions.begin() as session:
        again = await seed.give_first(session, clock())

    assert (first, again) == (len(seed.first_grants()), 0)


async def test_an_administrator_holds_all_permissions_in_his_city_and_none_elsewhere(
    staffed: None, browser: Any, staff_signs_on: SignsOn
) -> None:
    await staff_signs_on(browser, "city-admin")

    me = (await browser.get("/v1/me")).json()
    assert set(me["permissions"]) == all_permissions()
    assert me["regions"] == ["331000"]


async def test_a_clerk_sees_the_menu_of_his_county(
    staffed: None, browser: Any, staff_signs_on: SignsOn
) -> None:
    await staff_signs_on(browser, "clerk-jiaojiang")

    me = (await browser.get("/v1/me")).json()
    assert me["permissions"]["case:decide"] == ["331002"]
    assert not {"grant:edit", "item:publish", "feed:manage"} & me["permissions"].keys()


async def test_a_grant_is_felt_in_a_session_that_is_open(
    staffed: None,
    browser: Any,
    staff_signs_on: SignsOn,
    client: httpx.AsyncClient,
    administrator: dict[str, str],
    announced: RecordedOutbox,
) -> None:
    await staff_signs_on(browser, "no-grants")
    body = {"subject": "GE_no_grants", "application": "map", "role": "operator", "region_code": "331002"}

    given = await client.post("/v1/grants", json=body, headers=administrator)
    during = (await browser.get("/v1/me")).json()["permissions"]
    withdrawn = await client.delete(f"/v1/grants/{given.json()['id']}", headers=administrator)
    after = (await browser.get("/v1/me")).json()["permissions"]

    assert (given.status_code, withdrawn.status_code) == (201, 204)
    assert during["site:edit"] == ["331002"]
    assert after == {}
    changes = [m for m in await announced.messages(GrantChanged) if m.principal_key == "zwdd|GE_no_grants"]
    assert [(c.version, len(c.grants)) for c in changes] == [(1, 1), (2, 0)]


async def test_the_door_hears_of_the_change(
    staffed: None,
    browser: Any,
    staff_signs_on: SignsOn,
    client: httpx.AsyncClient,
    administrator: dict[str, str],
    sessions: SessionMaker,
) -> None:
    await staff_signs_on(browser, "clerk-jiaojiang")
    async with sessions() as session:
        before = (await session.scalars(select(SignedOn))).one()
        grant = (await session.scalars(select(Grant).where(Grant.subject == "GE_jj_clerk"))).first()

    await client.delete(f"/v1/grants/{grant.id}", headers=administrator)  # type: ignore[union-attr]

    async with sessions() as session:
        after = (await session.scalars(select(SignedOn))).one()
    assert after.seq > before.seq
    assert after.claims != before.claims


async def test_somebody_who_never_signed_on_can_be_granted(
    browser: Any,
    staff_signs_on: SignsOn,
    client: httpx.AsyncClient,
    administrator: dict[str, str],
) -> None:
    body = clerk_of("331081") | {"subject": "GE_wl_clerk"}

    given = await client.post("/v1/grants", json=body, headers=administrator)
    await staff_signs_on(browser, "clerk-wenling")

    assert given.status_code == 201
    assert (await browser.get("/v1/me")).json()["permissions"]["case:read"] == ["331081"]


@pytest.mark.parametrize(
    ("body", "status", "problem"),
    [
        (clerk_of("331002"), 201, None),
        (clerk_of("331002001"), 201, None),
        (clerk_of("331081"), 403, "not-below-you"),
        (clerk_of("331000"), 403, "not-below-you"),
        (clerk_of("330000"), 403, "not-below-you"),
        (clerk_of("331002", "kiosk"), 403, "not-below-you"),
        (clerk_of("331002", "platform", "administrator"), 403, "not-below-you"),
        (clerk_of("331002", "filing", "emperor"), 422, "no-such-role"),
        (clerk_of("331002", "treasury"), 422, "no-such-role"),
        (clerk_of("331002") | {"subject": "GE_jj_admin"}, 403, "not-your-own"),
        (clerk_of("3310"), 422, "malformed-request"),
        (clerk_of("331002") | {"issuer": "zj-app"}, 422, "malformed-request"),
        (clerk_of("331002") | {"subject": "a|b"}, 422, "malformed-request"),
        (clerk_of("331002") | {"is_admin": True}, 422, "malformed-request"),
    ],
)
async def test_an_administrator_grants_only_below_himself(
    client: httpx.AsyncClient,
    county_administrator: dict[str, str],
    announced: RecordedOutbox,
    body: dict[str, Any],
    status: int,
    problem: str | None,
) -> None:
    answer = await client.post("/v1/grants", json=body, headers=county_administrator)

    assert answer.status_code == status
    assert (slug(answer) if problem else None) == problem
    assert await announced.types() == ([] if problem else ["GrantChanged"])


async def test_administrators_are_appointed_from_above(
    client: httpx.AsyncClient, administrator: dict[str, str]
) -> None:
    peer = clerk_of("331000", "platform", "administrator")
    below = clerk_of("331002", "platform", "administrator")

    answers = [await client.post("/v1/grants", json=body, headers=administrator) for body in (peer, below)]

    assert [answer.status_code for answer in answers] == [403, 201]


async def test_nothing_is_granted_twice(client: httpx.AsyncClient, administrator: dict[str, str]) -> None:
    body = clerk_of("331002")
    await client.post("/v1/grants", json=body, headers=administrator)

    again = await client.post("/v1/grants", json=body, headers=administrator)

    assert (again.status_code, slug(again)) == (409, "already-granted")


async def test_a_grant_of_another_county_is_neither_listed_nor_withdrawn(
    staffed: None, client: httpx.AsyncClient, county_administrator: dict[str, str], sessions: SessionMaker
) -> None:
    async with sessions() as session:
        foreign = (await session.scalars(select(Grant).where(Grant.region_code == "331081"))).first()

    page = await client.get("/v1/grants", headers=county_administrator)
    withdrawn = await client.delete(f"/v1/grants/{foreign.id}", headers=county_administrator)  # type: ignore[union-attr]

    assert {grant["region_code"] for grant in page.json()["items"]} == {"331002"}
    assert (withdrawn.status_code, slug(withdrawn)) == (404, "no-such-grant")


async def test_the_list_comes_in_pages(
    staffed: None, client: httpx.AsyncClient, administrator: dict[str, str]
) -> None:
    seen: list[str] = []
    after = ""
    while True:
        page = (await client.get(f"/v1/grants?limit=5{after}", headers=administrator)).json()
        seen += [grant["id"] for grant in page["items"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"

    assert len(seen) == len(set(seen)) == len(seed.first_grants())


@pytest.mark.parametrize("after", ["garbage", "WyJ4Il0", "WzFd"])
async def test_a_cursor_of_somebody_else_is_refused(
    client: httpx.AsyncClient, administrator: dict[str, str], after: str
) -> None:
    refused = await client.get("/v1/grants", params={"after": after}, headers=administrator)

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["parameter"] == "after"


async def test_who_has_no_permission_grants_nothing(
    client: httpx.AsyncClient, gateway: Gateway, announced: RecordedOutbox
) -> None:
    clerk = gateway.header(CLERK, grants={"case:read": ["331002"]})

    refused = [
        await client.get("/v1/grants", headers=clerk),
        await client.get("/v1/roles", headers=clerk),
        await client.post("/v1/grants", json=clerk_of("331002"), headers=clerk),
        await client.post("/v1/holders/end-sessions", json={"subject": "GE_x"}, headers=clerk),
    ]

    assert [answer.status_code for answer in refused] == [403] * 4
    assert await announced.types() == []


async def test_roles_are_shown_with_what_they_may_do(
    client: httpx.AsyncClient, administrator: dict[str, str]
) -> None:
    shown = (await client.get("/v1/roles", headers=administrator)).json()

    filing = next(application for application in shown if application["name"] == "filing")
    assert filing["title"] == "在线申报"
    assert {role["name"] for role in filing["roles"]} == set(applications()["filing"].roles)


async def test_a_leavers_sessions_end_and_his_grants_are_withdrawn(
    staffed: None,
    browser: Any,
    staff_signs_on: SignsOn,
    sessions: SessionMaker,
    announced: RecordedOutbox,
) -> None:
    await staff_signs_on(browser, "clerk-jiaojiang")
    left = StaffChanged(staff_id="s1", version=2, issuer="zwdd", subject="GE_jj_clerk", state="left")
    event = delivery_of("workforce.staff", "s1", left)

    first = await service.consumers.dispatch(event, sessions)
    again = await service.consumers.dispatch(event, sessions)

    assert [first, again] == [Outcome.HANDLED, Outcome.REPEATED]
    assert (await browser.get("/v1/me")).status_code == 401
    ended = await announced.messages(SessionEnded)
    assert [event.reason for event in ended] == ["left"]
    assert (await announced.messages(GrantChanged))[-1].grants == []
    async with sessions() as session:
        standing = await session.scalars(
            select(Grant).where(Grant.subject == "GE_jj_clerk", Grant.withdrawn_at.is_(None))
        )
        assert standing.all() == []


async def test_whoever_stays_keeps_his_session(
    staffed: None, browser: Any, staff_signs_on: SignsOn, sessions: SessionMaker
) -> None:
    await staff_signs_on(browser, "clerk-jiaojiang")
    moved = StaffChanged(staff_id="s1", version=2, issuer="zwdd", subject="GE_jj_clerk", state="active")
    other = StaffChanged(staff_id="s2", version=2, issuer="zwdd", subject="GE_wl_clerk", state="left")

    for message in (moved, other):
        await service.consumers.dispatch(delivery_of("workforce.staff", message.staff_id, message), sessions)

    assert (await browser.get("/v1/me")).json()["permissions"]["case:read"] == ["331002"]


async def test_an_administrator_ends_the_sessions_of_those_below(
    staffed: None,
    browser: Any,
    staff_signs_on: SignsOn,
    client: httpx.AsyncClient,
    county_administrator: dict[str, str],
) -> None:
    await staff_signs_on(browser, "clerk-jiaojiang")

    ended = await client.post(
        "/v1/holders/end-sessions", json={"subject": "GE_jj_clerk"}, headers=county_administrator
    )
    foreign = await client.post(
        "/v1/holders/end-sessions", json={"subject": "GE_wl_clerk"}, headers=county_administrator
    )

    assert (ended.status_code, ended.json()) == (200, {"ended": 1})
    assert (foreign.status_code, slug(foreign)) == (404, "no-such-holder")
    assert (await browser.get("/v1/me")).status_code == 401


async def test_no_session_begins_with_grants_that_are_being_withdrawn(real_sessions: SessionMaker) -> None:
    """A leaver who signs on in the very moment in which he leaves is let go with the others."""
    async with real_sessions.begin() as session:
        await seed.give_first(session, utc_now())
    left = StaffChanged(staff_id="s1", version=2, issuer="zwdd", subject="GE_jj_clerk", state="left")
    waits = text("select count(*) from pg_stat_activity where wait_event_type = 'Lock'")

    async def waits_or_is_done() -> bool:
        async with real_sessions() as session:
            return leaving.done() or bool(await session.scalar(waits))

    async with real_sessions.begin() as session:
        own = SessionService(session, utc_now())
        permissions = await GrantService(session, own, utc_now()).permissions_of("zwdd", "GE_jj_clerk")
        leaving = asyncio.create_task(
            service.consumers.dispatch(delivery_of("workforce.staff", "s1", left), real_sessions)
        )
        await eventually(waits_or_is_done)
        owner = Owner(uuid7(), CLERK, "staff", 3)
        await own.open(owner, permissions, Lifetime(1800, 43_200), channel="browser", agent="")

    assert await leaving is Outcome.HANDLED
    async with real_sessions() as session:
        row = (await session.scalars(select(SignedOn))).one()
    assert row.claims["grants"] == {}
    assert row.ended_at is not None
