"""Sessions: where one is signed on, how they end, and what others learn of it."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
from sqlalchemy import select, update

from gateway.main import service
from gateway.sessions.models import SignedOn
from gateway.sessions.rules import Lifetime
from sanzhi_proto.gateway.v1.gateway_pb2 import SessionEnded
from servicekit.audit import AuditRow
from servicekit.clock import utc_now
from servicekit.db import SessionMaker
from servicekit.deadlines import Deadlines
from servicekit.testing import Gateway, RecordedOutbox, StoppedClock

SignsOn = Callable[..., Awaitable[httpx.Response]]


async def test_one_sees_where_one_is_signed_on(
    browser: Any, new_browser: Callable[[], Any], sign_on: SignsOn, clock: StoppedClock
) -> None:
    await sign_on(browser, "lin-xiao")
    clock.move(minutes=1)
    telephone = new_browser()
    await sign_on(telephone, "lin-xiao")
    stranger = new_browser()
    await sign_on(stranger, "fang-fei")

    items = (await browser.get("/v1/sessions")).json()["items"]

    assert [item["is_current"] for item in items] == [False, True]
    assert {item["channel"] for item in items} == {"browser"}
    assert items[0]["agent"] == "Sanzhi test browser"


async def test_a_lost_telephone_is_signed_out_from_elsewhere(
    browser: Any, new_browser: Callable[[], Any], sign_on: SignsOn, announced: RecordedOutbox
) -> None:
    await sign_on(browser, "lin-xiao")
    telephone = new_browser()
    await sign_on(telephone, "lin-xiao")
    lost = (await telephone.get("/v1/me")).json()["session_id"]

    ended = await browser.http.delete(f"https://sanzhi.test/api/gateway/v1/sessions/{lost}")

    assert ended.status_code == 204
    assert (await telephone.get("/v1/me")).status_code == 401
    assert (await browser.get("/v1/me")).status_code == 200
    assert [(m.session_id, m.reason) for m in await announced.messages(SessionEnded)] == [(lost, "revoked")]


async def test_nobody_ends_somebody_elses_session(
    browser: Any, new_browser: Callable[[], Any], sign_on: SignsOn, announced: RecordedOutbox
) -> None:
    await sign_on(browser, "lin-xiao")
    stranger = new_browser()
    await sign_on(stranger, "fang-fei")
    own = (await browser.get("/v1/me")).json()["session_id"]

    for session_id in (own, str(uuid4())):
        refused = await stranger.http.delete(f"https://sanzhi.test/api/gateway/v1/sessions/{session_id}")
        assert refused.status_code == 404
        assert refused.json()["type"].endswith("/no-such-session")

    assert (await browser.get("/v1/me")).status_code == 200
    assert await announced.types() == []


async def test_a_session_that_was_left_idle_is_ended_and_told(
    browser: Any,
    new_browser: Callable[[], Any],
    sign_on: SignsOn,
    sessions: SessionMaker,
    announced: RecordedOutbox,
) -> None:
    await sign_on(browser, "lin-xiao")
    await sign_on(new_browser(), "fang-fei")
    now = utc_now()
    async with sessions.begin() as session:
        await session.execute(
            update(SignedOn).values(expires_at=now + timedelta(hours=1), idle_until=now + timedelta(hours=1))
        )
        left = select(SignedOn.id).where(SignedOn.subject.contains("00a")).scalar_subquery()
        await session.execute(
            update(SignedOn).where(SignedOn.id == left).values(idle_until=now - timedelta(seconds=1))
        )
        await Deadlines(session).set("sessions.end_overdue", "", now)

    ran = await service.jobs.run_due(sessions, utc_now)

    assert ran == 1
    assert [message.reason for message in await announced.messages(SessionEnded)] == ["expired"]
    assert (await browser.get("/v1/me")).status_code == 401


async def test_the_database_draws_the_number_of_a_change_and_not_of_mere_use(
    browser: Any, sign_on: SignsOn, sessions: SessionMaker
) -> None:
    await sign_on(browser, "lin-xiao")

    async def change(**values: Any) -> int:
        async with sessions.begin() as session:
            await session.execute(update(SignedOn).values(values))
            return int(await session.scalar(select(SignedOn.seq)) or 0)

    async with sessions() as session:
        first = int(await session.scalar(select(SignedOn.seq)) or 0)
    used = await change(idle_until=utc_now())
    ended = await change(ended_at=utc_now())

    assert used == first
    assert ended > first


def test_a_session_is_over_by_idleness_or_by_age() -> None:
    clock = StoppedClock()

    idle_until, expires_at = Lifetime(idle=1800, longest=43_200).ends(clock())
    short, _ = Lifetime(idle=1800, longest=60).ends(clock())

    assert idle_until - clock() == timedelta(minutes=30)
    assert expires_at - clock() == timedelta(hours=12)
    assert short - clock() == timedelta(minutes=1)


async def test_ones_own_data_are_shown_for_a_purpose_that_is_remembered(
    browser: Any, sign_on: SignsOn, sessions: SessionMaker
) -> None:
    await sign_on(browser, "lin-xiao")

    shown = await browser.get("/v1/me/identity", purpose="case.prefill")
    without = await browser.get("/v1/me/identity")

    own = shown.json()
    assert (own["name"], own["id_number"], own["id_type"]) == ("林晓", "331002199003070014", "1")
    assert own["mobile"].startswith("1370576")
    assert shown.headers["cache-control"] == "no-store"
    assert (without.status_code, without.json()["errors"][0]["parameter"]) == (422, "purpose")
    async with sessions() as session:
        row = (await session.scalars(select(AuditRow).where(AuditRow.action == "identity.read"))).one()
    assert (row.actor, row.purpose) == ("zj-app|8afac2ed33000000000000000000000a", "case.prefill")


async def test_staff_devices_and_visitors_have_no_identity_to_show(
    client: httpx.AsyncClient, gateway: Gateway
) -> None:
    callers = [gateway.header("zwdd|GE_x"), gateway.device("k-1"), gateway.visitor]

    answers = [await client.get("/v1/me/identity?purpose=x1", headers=caller) for caller in callers]

    assert [answer.status_code for answer in answers] == [403, 403, 401]


async def test_somebody_whose_record_is_gone_is_told_to_sign_on_again(
    client: httpx.AsyncClient, gateway: Gateway
) -> None:
    ghost = gateway.person("zj-app|nobody")

    for answer in (
        await client.get("/v1/me", headers=ghost),
        await client.get("/v1/me/identity?purpose=x1", headers=ghost),
        await client.put("/v1/me/ui-style", json={"ui_style": "elder"}, headers=ghost),
    ):
        assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (404, "no-such-principal")


async def test_an_unknown_style_is_refused(browser: Any, sign_on: SignsOn) -> None:
    await sign_on(browser, "lin-xiao")

    refused = await browser.http.put(
        "https://sanzhi.test/api/gateway/v1/me/ui-style", json={"ui_style": "gothic"}
    )

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "#/ui_style"
    assert "gothic" not in refused.text
