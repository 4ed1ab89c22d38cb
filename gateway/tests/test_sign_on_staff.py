"""Members of staff sign on: by scanning a code, and inside the platform's own app."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import urljoin

import httpx
import pytest
from sqlalchemy import select

from gateway.accounts.models import Principal
from gateway.settings import Settings
from gateway.sso.errors import ProviderRefusesUs
from gateway.sso.staff import StaffPlatform
from servicekit.clock import utc_now
from servicekit.db import SessionMaker
from servicekit.http import Http, open_http
from servicekit.testing import StoppedClock

CALLBACK = "/v1/sso/staff/callback"
SignsOn = Callable[..., Awaitable[httpx.Response]]


def slug(answer: httpx.Response) -> str:
    return str(answer.json()["type"]).rpartition("/")[2]


async def test_a_clerk_scans_the_code_with_his_telephone(
    browser: Any, new_browser: Callable[[], Any], staff_platform: Any, sessions: SessionMaker
) -> None:
    sent = await browser.get("/v1/sso/staff/login", return_to="/workbench/")
    waiting = await browser.follow(sent)
    telephone = new_browser()
    page = await telephone.open(person_link(str(waiting.url), waiting.text, "clerk-jiaojiang"))
    await telephone.press(page, action="confirm")
    back = await browser.open(await scanned(browser, waiting))

    target, asked = browser.sent_to(sent)
    assert target.endswith("/oauth2/auth.htm")
    assert asked["redirect_uri"] == "https://sanzhi.test/api/gateway/v1/sso/staff/callback"
    assert (asked["response_type"], asked["scope"], asked["authType"]) == ("code", "get_user_info", "QRCODE")
    assert (back.status_code, back.headers["location"]) == (303, "/workbench/")
    async with sessions() as session:
        principal = (await session.scalars(select(Principal))).one()
    assert (principal.issuer, principal.subject, principal.level) == ("zwdd", "GE_jj_clerk", 3)
    assert (await browser.get("/v1/me")).json()["name"] == "*敏"


def person_link(url: str, page: str, persona: str) -> str:
    """Return where the simulated camera leads."""
    tag = next(tag for tag in re.findall(r"<a [^>]+>", page) if f'data-persona="{persona}"' in tag)
    return urljoin(url, unescape(str(re.search(r'href="([^"]+)"', tag)[1])))  # type: ignore[index]


async def scanned(browser: Any, waiting: httpx.Response) -> str:
    """Return where the waiting page goes once the telephone has confirmed, as its script would ask."""
    poll = re.search(r'fetch\((["\'`])([^"\'`]+)\1', waiting.text) or re.search(
        r'data-poll="()([^"]+)"', waiting.text
    )
    assert poll is not None, waiting.text[-2000:]
    answer = await browser.open(urljoin(str(waiting.url), poll[2]))
    found = answer.json()
    return str(next(value for value in found.values() if isinstance(value, str) and "code=" in value))


async def test_a_reused_code_is_refused(
    browser: Any, new_browser: Callable[[], Any], staff_signs_on: SignsOn
) -> None:
    await staff_signs_on(browser, "clerk-jiaojiang")
    code = browser.steps[-1].request.url.params["code"]
    other = new_browser()
    _, asked = other.sent_to(await other.get("/v1/sso/staff/login"))

    refused = await other.get(CALLBACK, code=code, state=asked["state"])

    assert (refused.status_code, slug(refused)) == (401, "ticket-refused")
    assert refused.json()["provider_code"] == "40078"
    assert not other.is_signed_on


async def test_nobody_is_signed_on_with_a_code_that_somebody_else_scanned(
    browser: Any, new_browser: Callable[[], Any], staff_platform: Any
) -> None:
    _, asked = browser.sent_to(await browser.get("/v1/sso/staff/login"))
    victim = new_browser()
    await victim.get("/v1/sso/staff/login")

    planted = await victim.get(
        CALLBACK, code=staff_platform.code("codes", "city-admin"), state=asked["state"]
    )

    assert (planted.status_code, slug(planted)) == (401, "sign-on-not-begun")
    assert not victim.is_signed_on


async def test_a_state_of_the_province_is_none_of_the_staff_platforms(
    browser: Any, staff_platform: Any
) -> None:
    _, asked = browser.sent_to(await browser.get("/v1/sso/provincial/login"))

    mixed = await browser.get(CALLBACK, code=staff_platform.code("codes", "city-admin"), state=asked["goto"])

    assert (mixed.status_code, slug(mixed)) == (401, "sign-on-not-begun")


async def test_inside_the_app_a_page_needs_no_scan(browser: Any, staff_platform: Any) -> None:
    said = {"auth_code": staff_platform.code("auth_codes", "clerk-wenling")}

    opened = await browser.post("/v1/sso/staff/in-app", json=said)
    again = await browser.post("/v1/sso/staff/in-app", json=said)

    assert (opened.status_code, opened.json()["kind"]) == (200, "staff")
    assert "token" not in opened.json()
    assert (await browser.get("/v1/me")).json()["subject"] == "zwdd|GE_wl_clerk"
    assert (again.status_code, again.json()["provider_code"]) == (401, "40078")


async def test_a_page_of_another_site_cannot_send_a_form_to_the_in_app_sign_on(
    browser: Any, staff_platform: Any
) -> None:
    body = f'{{"auth_code": "{staff_platform.code("auth_codes", "clerk-wenling")}"}}'

    refused = await browser.post("/v1/sso/staff/in-app", content=body, headers={"content-type": "text/plain"})

    assert refused.status_code == 422
    assert not browser.is_signed_on


async def test_whoever_has_no_grants_signs_on_and_may_do_nothing(
    browser: Any, staff_signs_on: SignsOn
) -> None:
    back = await staff_signs_on(browser, "no-grants")

    me = (await browser.get("/v1/me")).json()
    assert back.status_code == 303
    assert (me["permissions"], me["regions"]) == ({}, [])


class Counting(Http):
    """Counts the calls by path."""

    calls: list[str]

    async def request(self, method: str, url: str, **options: Any) -> httpx.Response:
        self.calls.append(url.rpartition("/")[2])
        return await super().request(method, url, **options)


@pytest.fixture
async def counting(settings_of: Callable[..., Settings], database_url: str) -> Any:
    async with httpx.AsyncClient(trust_env=False) as client:
        http = Counting(client)
        http.calls = []
        clock = StoppedClock(utc_now())
        yield StaffPlatform(http, settings_of(database_url), clock), http.calls, clock


async def test_the_access_token_is_kept_for_two_hours(counting: Any, staff_platform: Any) -> None:
    platform, calls, clock = counting
    for _ in range(2):
        await platform.in_app(staff_platform.code("auth_codes", "clerk-wenling"))
    before = list(calls)
    clock.move(seconds=7200)
    staff_platform.tell("clock", offset_seconds=7200)
    await platform.in_app(staff_platform.code("auth_codes", "clerk-wenling"))

    assert before == ["gettoken.json", "dingtalk_app_user.json", "dingtalk_app_user.json"]
    assert calls[len(before) :] == ["gettoken.json", "dingtalk_app_user.json"]


async def test_an_access_token_that_ends_before_its_time_is_asked_for_again(
    counting: Any, staff_platform: Any
) -> None:
    platform, calls, _ = counting
    await platform.in_app(staff_platform.code("auth_codes", "clerk-wenling"))
    staff_platform.tell("reset")

    identity = await platform.in_app(staff_platform.code("auth_codes", "clerk-wenling"))

    assert identity.subject == "GE_wl_clerk"
    assert calls.count("gettoken.json") == 2


async def test_a_wrong_secret_is_our_fault_and_not_the_codes(
    staff_platform: Any, settings_of: Callable[..., Settings], database_url: str
) -> None:
    async with open_http() as http:
        platform = StaffPlatform(http, settings_of(database_url, staff_app_secret="wrong"), utc_now)

        with pytest.raises(ProviderRefusesUs) as refused:
            await platform.in_app(staff_platform.code("auth_codes", "clerk-wenling"))

    assert refused.value.extensions["provider_message"]


async def test_a_clock_that_is_far_off_is_told(
    staff_platform: Any, settings_of: Callable[..., Settings], database_url: str
) -> None:
    async with open_http() as http:
        late = StaffPlatform(http, settings_of(database_url), lambda: utc_now() - timedelta(minutes=11))

        with pytest.raises(ProviderRefusesUs):
            await late.in_app(staff_platform.code("auth_codes", "clerk-wenling"))
