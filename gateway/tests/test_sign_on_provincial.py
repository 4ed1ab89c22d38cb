"""Residents and companies sign on: every step as the province's wire has it."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select

from gateway.accounts.models import Principal
from gateway.sessions.models import SignedOn
from gateway.settings import Settings
from gateway.sso.errors import ProviderRefusesUs
from gateway.sso.models import SignOn
from gateway.sso.provincial import Provincial
from servicekit.clock import utc_now
from servicekit.crypto import Vault
from servicekit.db import SessionMaker
from servicekit.http import open_http
from servicekit.testing import StoppedClock

CALLBACK = "/v1/sso/provincial/callback"
SignsOn = Callable[..., Awaitable[httpx.Response]]


def slug(answer: httpx.Response) -> str:
    return str(answer.json()["type"]).rpartition("/")[2]


async def test_a_resident_signs_on_and_comes_back_to_where_he_was(
    browser: Any, sign_on: SignsOn, sessions: SessionMaker
) -> None:
    back = await sign_on(browser, "lin-xiao", return_to="/h5/items?q=%E5%85%AC")

    assert back.status_code == 303
    assert back.headers["location"] == "/h5/items?q=%E5%85%AC"
    me = (await browser.get("/v1/me")).json()
    assert (me["name"], me["kind"], me["level"], me["ui_style"]) == ("*晓", "person", 3, "normal")
    assert me["subject"] == "zj-app|8afac2ed33000000000000000000000a"
    async with sessions() as session:
        principal = (await session.scalars(select(Principal))).one()
    assert (principal.issuer, principal.subject) == ("zj-app", "8afac2ed33000000000000000000000a")


async def test_the_browser_is_sent_with_our_service_code_and_a_state(browser: Any) -> None:
    sent = await browser.get("/v1/sso/provincial/login", way="h5")

    target, asked = browser.sent_to(sent)
    assert sent.status_code == 303
    assert target.endswith("/sso/mobile.do")
    assert asked.keys() == {"action", "scope", "servicecode", "goto"}
    assert (asked["action"], asked["scope"], asked["servicecode"]) == ("oauth", "1", "sanzhi")
    assert len(asked["goto"]) == 43
    cookie = sent.headers["set-cookie"]
    assert cookie.startswith("__Host-sanzhi-sign-on=")
    # The province's own page submits a form to us: a stricter cookie would stay at home.
    assert {"HttpOnly", "Secure", "SameSite=none", "Path=/"} <= set(cookie.split("; "))


@pytest.mark.parametrize(
    ("way", "page", "action"),
    [("pc", "/sso/usp.do", "ssoLogin"), ("alipay", "/sso/alipay.do", "ssoLogin")],
)
async def test_every_entrance_has_its_page(browser: Any, way: str, page: str, action: str) -> None:
    sent = await browser.get("/v1/sso/provincial/login", way=way)

    target, asked = browser.sent_to(sent)
    assert target.endswith(page)
    assert asked["action"] == action


async def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(
    browser: Any, sign_on: SignsOn
) -> None:
    back = await sign_on(browser, "lin-xiao")

    cookies = back.headers.get_list("set-cookie")
    session = next(cookie for cookie in cookies if cookie.startswith("__Host-sanzhi="))
    assert {"HttpOnly", "Secure", "SameSite=lax", "Path=/"} <= set(session.split("; "))
    assert "Domain" not in session
    assert session.partition("=")[2].startswith("szs_")
    assert any(cookie.startswith('__Host-sanzhi-sign-on=""; ') for cookie in cookies)
    assert back.headers["cache-control"] == "no-store"


async def test_a_ticket_may_come_by_form(browser: Any, province: Any, by_form: None) -> None:
    sent = await browser.get("/v1/sso/provincial/login", way="h5")
    _, asked = browser.sent_to(sent)
    page = await browser.follow(sent)
    form = await browser.press(page, persona="chen-bo")
    # The page would submit itself; without scripts somebody presses its one button.
    fields = form_of(form)

    back = await browser.post(CALLBACK, data=fields)

    assert fields.keys() == {"ticket", "sp"}
    assert fields["sp"] == asked["goto"]
    assert back.status_code == 303, back.text
    assert (await browser.get("/v1/me")).json()["name"] == "*波"


def form_of(page: httpx.Response) -> dict[str, str]:
    """Return the hidden fields of a page with one form."""
    assert 'method="post"' in page.text
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text))


async def test_a_reused_ticket_is_refused_with_the_provinces_code(
    browser: Any, new_browser: Callable[[], Any], sign_on: SignsOn
) -> None:
    await sign_on(browser, "lin-xiao")
    ticket = browser.steps[-1].request.url.params["ticket"]
    other = new_browser()
    _, asked = other.sent_to(await other.get("/v1/sso/provincial/login"))

    refused = await other.get(CALLBACK, ticket=ticket, sp=asked["goto"])

    assert refused.status_code == 401
    assert (slug(refused), refused.json()["provider_code"]) == ("ticket-refused", 6001)
    assert not other.is_signed_on


@pytest.mark.parametrize(
    ("ticket", "code"),
    [("0" * 32 + "-ticket", 6002), ("nonsense", 6004)],
    ids=["no such ticket", "not the form of one"],
)
async def test_other_bad_tickets_are_refused_with_theirs(browser: Any, ticket: str, code: int) -> None:
    _, asked = browser.sent_to(await browser.get("/v1/sso/provincial/login"))

    refused = await browser.get(CALLBACK, ticket=ticket, sp=asked["goto"])

    assert (refused.status_code, refused.json()["provider_code"]) == (401, code)


async def test_a_ticket_of_another_application_is_refused(browser: Any, province: Any) -> None:
    ticket = province.ticket("lin-xiao", "sanzhi-form")
    _, asked = browser.sent_to(await browser.get("/v1/sso/provincial/login"))

    refused = await browser.get(CALLBACK, ticket=ticket, sp=asked["goto"])

    assert (refused.status_code, refused.json()["provider_code"]) == (401, 6003)


async def test_an_expired_ticket_is_refused(browser: Any, province: Any) -> None:
    ticket = province.ticket("lin-xiao")
    _, asked = browser.sent_to(await browser.get("/v1/sso/provincial/login"))
    province.tell("clock", offset_seconds=301)

    refused = await browser.get(CALLBACK, ticket=ticket, sp=asked["goto"])

    # The shifted clock may also refuse the time in our call; either way nobody is signed on.
    assert refused.status_code == 401
    assert not browser.is_signed_on


async def test_a_state_is_good_once(browser: Any, province: Any, sign_on: SignsOn) -> None:
    await sign_on(browser, "lin-xiao")
    state = browser.steps[-1].request.url.params["sp"]

    again = await browser.get(CALLBACK, ticket=province.ticket("lin-xiao"), sp=state)

    assert (again.status_code, slug(again)) == (401, "sign-on-not-begun")


async def test_a_refused_ticket_uses_up_its_state(browser: Any, province: Any) -> None:
    _, asked = browser.sent_to(await browser.get("/v1/sso/provincial/login"))
    await browser.get(CALLBACK, ticket="nonsense", sp=asked["goto"])

    again = await browser.get(CALLBACK, ticket=province.ticket("lin-xiao"), sp=asked["goto"])

    assert (again.status_code, slug(again)) == (401, "sign-on-not-begun")


async def test_nobody_finishes_what_another_browser_began(
    browser: Any, new_browser: Callable[[], Any], province: Any
) -> None:
    _, asked = browser.sent_to(await browser.get("/v1/sso/provincial/login"))
    victim = new_browser()
    await victim.get("/v1/sso/provincial/login")

    planted = await victim.get(CALLBACK, ticket=province.ticket("fang-fei"), sp=asked["goto"])

    assert (planted.status_code, slug(planted)) == (401, "sign-on-not-begun")
    assert not victim.is_signed_on


async def test_a_sign_on_has_to_be_finished_in_ten_minutes(
    browser: Any, province: Any, clock: StoppedClock
) -> None:
    _, asked = browser.sent_to(await browser.get("/v1/sso/provincial/login"))
    clock.move(minutes=10)

    late = await browser.get(CALLBACK, ticket=province.ticket("lin-xiao"), sp=asked["goto"])

    assert (late.status_code, slug(late)) == (401, "sign-on-not-begun")


async def test_two_tabs_of_one_browser_sign_on_side_by_side(browser: Any, province: Any) -> None:
    _, first = browser.sent_to(await browser.get("/v1/sso/provincial/login", return_to="/a"))
    _, second = browser.sent_to(await browser.get("/v1/sso/provincial/login", return_to="/b"))

    one = await browser.get(CALLBACK, ticket=province.ticket("lin-xiao"), sp=first["goto"])

    assert one.headers["location"] == "/a"
    assert second["goto"] != first["goto"]


async def test_a_ticket_that_nobody_asked_for_begins_a_sign_on_of_our_own(
    browser: Any, province: Any
) -> None:
    unasked = await browser.get(CALLBACK, ticket=province.ticket("fang-fei"))

    assert unasked.status_code == 303
    assert unasked.headers["location"] == "/api/gateway/v1/sso/provincial/login?way=h5&return_to=%2F"
    assert not browser.is_signed_on


async def test_a_province_that_loses_the_state_does_not_send_browsers_in_circles(
    browser: Any, province: Any
) -> None:
    await browser.get("/v1/sso/provincial/login")

    lost = await browser.get(CALLBACK, ticket=province.ticket("lin-xiao"))

    assert (lost.status_code, slug(lost)) == (401, "sign-on-not-begun")


async def test_a_parameter_that_comes_twice_is_refused(browser: Any, province: Any) -> None:
    _, asked = browser.sent_to(await browser.get("/v1/sso/provincial/login"))
    query = f"ticket={province.ticket('lin-xiao')}&ticket={province.ticket('fang-fei')}&sp={asked['goto']}"

    refused = await browser.get(f"{CALLBACK}?{query}")

    assert (refused.status_code, slug(refused)) == (401, "ticket-refused")


async def test_a_person_sees_a_page_when_the_ticket_is_not_accepted(browser: Any) -> None:
    _, asked = browser.sent_to(await browser.get("/v1/sso/provincial/login", return_to="/h5/?a=1&b"))
    browser.http.headers["accept"] = "text/html,application/xhtml+xml"

    page = await browser.get(CALLBACK, ticket="nonsense", sp=asked["goto"])

    assert page.status_code == 401
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "登录凭证格式不正确" in page.text
    assert "代码 6004" in page.text
    again = "/api/gateway/v1/sso/provincial/login?return_to=%2Fh5%2F%3Fa%3D1%26b"
    assert f'href="{again}"' in page.text


async def test_a_province_that_is_away_is_named_as_such(browser: Any, province: Any) -> None:
    ticket = province.ticket("lin-xiao")
    _, asked = browser.sent_to(await browser.get("/v1/sso/provincial/login"))
    province.tell("outage", off=True)

    answer = await browser.get(CALLBACK, ticket=ticket, sp=asked["goto"])

    assert (answer.status_code, slug(answer)) == (503, "neighbour-away")
    assert not browser.is_signed_on


async def test_signing_on_again_gives_a_new_session_and_ends_the_old(
    browser: Any, sign_on: SignsOn, sessions: SessionMaker, announced: Any
) -> None:
    await sign_on(browser, "lin-xiao")
    first = browser.http.cookies["__Host-sanzhi"]
    await sign_on(browser, "lin-xiao")

    async with sessions() as session:
        rows = (await session.scalars(select(SignedOn).order_by(SignedOn.id))).all()
    assert browser.http.cookies["__Host-sanzhi"] != first
    assert [row.ended_at is None for row in rows] == [False, True]
    assert rows[0].id != rows[1].id
    assert rows[0].principal_id == rows[1].principal_id
    assert await announced.types() == ["SessionEnded"]


async def test_the_former_session_ends_even_if_the_form_of_another_site_does_not_tell_it(
    browser: Any, province: Any, sign_on: SignsOn, sessions: SessionMaker
) -> None:
    await sign_on(browser, "lin-xiao")
    _, asked = browser.sent_to(await browser.get("/v1/sso/provincial/login"))
    browser.http.cookies.delete("__Host-sanzhi")  # as SameSite=Lax keeps it back

    await browser.post(CALLBACK, data={"ticket": province.ticket("lin-xiao"), "sp": asked["goto"]})

    async with sessions() as session:
        alive = await session.scalar(select(func.count()).where(SignedOn.ended_at.is_(None)))
    assert alive == 1


async def test_level_one_has_neither_name_nor_number_until_it_is_raised(
    browser: Any, sign_on: SignsOn, province: Any
) -> None:
    await sign_on(browser, "deng-dan")
    before = (await browser.get("/v1/me")).json()
    page = await browser.follow(await browser.get("/v1/sso/provincial/upgrade", return_to="/h5/guide"))
    back = await browser.follow(await browser.press(page, action="upgrade"))
    after = (await browser.get("/v1/me")).json()

    assert (before["level"], before["level_name"], before["name"]) == (1, "非实名", "")
    assert (back.status_code, back.headers["location"]) == (303, "/h5/guide")
    assert (after["level"], after["level_name"], after["name"]) == (3, "高级实名", "*丹")
    assert after["subject"] == before["subject"]


async def test_a_raised_level_holds_wherever_the_person_is_signed_on(
    browser: Any, new_browser: Callable[[], Any], sign_on: SignsOn, province: Any
) -> None:
    await sign_on(browser, "deng-dan")
    telephone = new_browser()
    province.change("accounts/deng-dan", authlevel="3")
    await sign_on(telephone, "deng-dan")

    assert (await browser.get("/v1/me")).json()["level"] == 3


async def test_a_level_cannot_be_raised_with_somebody_elses_face(
    browser: Any, sign_on: SignsOn, province: Any
) -> None:
    await sign_on(browser, "deng-dan")
    _, asked = browser.sent_to(await browser.get("/v1/sso/provincial/upgrade"))

    refused = await browser.get(CALLBACK, ticket=province.ticket("lin-xiao"), sp=asked["goto"])

    assert (refused.status_code, slug(refused)) == (409, "other-account")
    assert (await browser.get("/v1/me")).json()["level"] == 1


async def test_a_visitor_has_no_level_to_raise(browser: Any) -> None:
    refused = await browser.get("/v1/sso/provincial/upgrade")

    assert (refused.status_code, slug(refused)) == (401, "not-signed-in")


async def test_whoever_was_born_in_1948_starts_in_elder_mode_and_may_leave_it(
    browser: Any, sign_on: SignsOn
) -> None:
    await sign_on(browser, "ye-laotai")
    first = (await browser.get("/v1/me")).json()["ui_style"]
    await browser.http.put("https://sanzhi.test/api/gateway/v1/me/ui-style", json={"ui_style": "normal"})
    await sign_on(browser, "ye-laotai")

    assert first == "elder"
    assert (await browser.get("/v1/me")).json()["ui_style"] == "normal"


async def test_a_company_signs_on_by_the_unified_page_and_its_accounts_stay_apart(
    browser: Any, new_browser: Callable[[], Any], province: Any, sessions: SessionMaker
) -> None:
    for persona, at in (("haifeng-1", browser), ("haifeng-2", new_browser())):
        page = await at.follow(await at.get("/v1/sso/provincial/login", way="organisation", return_to="/h5/"))
        back = await at.follow(await at.press(page, persona=persona))
        assert (back.status_code, back.headers.get("location")) == (303, "/h5/"), back.text

    me = (await browser.get("/v1/me")).json()
    async with sessions() as session:
        principals = (await session.scalars(select(Principal).order_by(Principal.subject))).all()
    assert (me["name"], me["kind"]) == ("台州海丰渔具有限公司", "organisation")
    assert [p.subject[-2:] for p in principals] == ["c1", "c2"]
    assert len({p.id_number_index for p in principals}) == 1


async def test_names_numbers_and_mobiles_are_sealed(
    browser: Any, sign_on: SignsOn, sessions: SessionMaker, vault_keys: str
) -> None:
    await sign_on(browser, "lin-xiao")

    async with sessions() as session:
        principal = (await session.scalars(select(Principal))).one()
    stored = repr(vars(principal))
    vault = Vault.from_settings(vault_keys)
    assert "林晓" not in stored
    assert "331002199003070014" not in stored
    assert vault.open(principal.id_number_sealed, "principals.id_number") == "331002199003070014"
    assert principal.id_number_index == vault.fingerprint("331002199003070014", "principals.id_number")


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.test/",
        "//evil.test",
        "/\\evil.test",
        "/%5cevil.test",
        "/%2fevil.test",
        "/a/../api/gateway/v1/sso/logout",
        "/api/gateway/v1/sso/logout",
        "/api",
        "/a//b",
        "javascript:alert(1)",
        "",
        "h5/items",
        "/a\r\nset-cookie: x=1",
        "/" + "a" * 500,
    ],
)
async def test_a_browser_is_only_sent_back_to_pages_of_this_site(
    browser: Any, sessions: SessionMaker, path: str
) -> None:
    refused = await browser.get("/v1/sso/provincial/login", return_to=path)

    async with sessions() as session:
        begun = await session.scalar(select(func.count()).select_from(SignOn))
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["parameter"] == "return_to"
    assert "evil" not in refused.text
    assert begun == 0


async def test_through_the_irs_gateway_headers_and_sign_go_together(
    province: Any, settings_of: Callable[..., Settings], database_url: str
) -> None:
    async with open_http() as http:
        settings = settings_of(database_url, provincial_route="irs")
        provincial = Provincial(http, settings, utc_now)

        identity = await provincial.finish({"ticket": province.ticket("wang-chun")})

    assert (identity.name, identity.id_number, identity.level) == ("王春", "330902197005150025", 3)


async def test_a_call_signed_91_seconds_off_is_refused_and_the_province_says_why(
    browser: Any,
    province: Any,
    app_at_the_wall_clock: FastAPI,
    settings_of: Callable[..., Settings],
    database_url: str,
) -> None:
    settings = settings_of(database_url, provincial_route="irs")
    providers = app_at_the_wall_clock.state.providers
    late = Provincial(app_at_the_wall_clock.state.http, settings, lambda: utc_now() - timedelta(seconds=91))
    app_at_the_wall_clock.state.providers = type(providers)(late, providers.staff)
    _, asked = browser.sent_to(await browser.get("/v1/sso/provincial/login"))

    refused = await browser.get(CALLBACK, ticket=province.ticket("lin-xiao"), sp=asked["goto"])

    assert (refused.status_code, slug(refused)) == (401, "provider-refuses-us")
    assert refused.json()["provider_message"] == "Clock skew exceeded"
    assert not browser.is_signed_on


async def test_a_wrong_service_password_is_our_fault_and_not_the_tickets(
    province: Any, settings_of: Callable[..., Settings], database_url: str
) -> None:
    async with open_http() as http:
        provincial = Provincial(http, settings_of(database_url, provincial_servicepwd="wrong"), utc_now)

        with pytest.raises(ProviderRefusesUs) as refused:
            await provincial.finish({"ticket": province.ticket("lin-xiao")})

    assert refused.value.extensions["provider_code"] == 6099


async def test_a_company_of_the_older_sign_on_is_proven_by_its_signed_body(
    province: Any, settings_of: Callable[..., Settings], database_url: str
) -> None:
    token = province.tell("esso/tokens", persona="haifeng-1", servicecode="sanzhi")["ssotoken"]
    async with open_http() as http:
        identity = await Provincial(http, settings_of(database_url), utc_now).finish({"ssotoken": token})

    assert (identity.issuer, identity.kind) == ("zj-corp", "organisation")
    assert identity.subject == "8afac2ed3300000000000000000000c1"
    assert identity.id_number == "91331000MATEYT015D"


async def test_a_mini_program_exchanges_a_ticket_for_a_bearer(
    browser: Any, province: Any, sessions: SessionMaker
) -> None:
    opened = await browser.post("/v1/sessions", json={"value": province.ticket("lin-xiao")})

    token = opened.json()["token"]
    async with sessions() as session:
        row = (await session.scalars(select(SignedOn))).one()
    assert opened.status_code == 201
    assert token.startswith("szs_")
    assert opened.headers["cache-control"] == "no-store"
    assert "set-cookie" not in opened.headers
    assert token not in repr(vars(row))
    browser.http.headers["authorization"] = f"Bearer {token}"
    assert (await browser.get("/v1/me")).json()["name"] == "*晓"


async def test_an_exchange_leaves_no_token_behind_that_a_repeat_would_give_again(
    browser: Any, province: Any
) -> None:
    said = {"json": {"value": province.ticket("lin-xiao")}, "headers": {"idempotency-key": "k-1"}}

    first = await browser.post("/v1/sessions", **said)
    again = await browser.post("/v1/sessions", **said)

    assert first.status_code == 201
    assert (again.status_code, again.json()["provider_code"]) == (401, 6001)


async def test_signing_out_ends_the_session_and_takes_the_cookie(
    browser: Any, sign_on: SignsOn, sessions: SessionMaker
) -> None:
    await sign_on(browser, "lin-xiao")

    left = await browser.post("/v1/sso/logout")

    async with sessions() as session:
        row = (await session.scalars(select(SignedOn))).one()
    assert left.status_code == 204
    assert row.ended_at is not None
    assert not browser.is_signed_on
    assert (await browser.get("/v1/me")).status_code == 401


async def test_a_visitor_signs_out_without_harm(browser: Any) -> None:
    assert (await browser.post("/v1/sso/logout")).status_code == 204
