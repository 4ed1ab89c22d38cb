"""Signing on and raising the level, as a browser without scripts sees it."""

import re
from urllib.parse import parse_qsl, urlsplit

import pytest
from httpx import Response

from simulators.testing import Province

LOGIN = "/sso/usp.do?action=ssoLogin&servicecode=svc"


def hidden(page: Response) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page.text))


async def choose(province: Province, address: str, persona: str) -> Response:
    page = await province.http.get(address)
    assert page.status_code == 200
    assert f'data-persona="{persona}"' in page.text
    form = {name: value.replace("&amp;", "&") for name, value in hidden(page).items()}
    return await province.http.post("/sso/choose", data=form | {"persona": persona})


def given_back(response: Response) -> tuple[str, dict[str, str]]:
    parts = urlsplit(response.headers["location"])
    return f"{parts.scheme}://{parts.netloc}{parts.path}", dict(parse_qsl(parts.query))


@pytest.mark.parametrize(
    "address",
    [
        LOGIN,
        "/sso/mobile.do?action=oauth&scope=1&servicecode=svc",
        "/sso/alipay.do?action=ssoLogin&servicecode=svc",
    ],
)
async def test_the_visitor_comes_back_with_a_ticket_and_the_sp_he_brought(
    province: Province, address: str
) -> None:
    goto = "http://127.0.0.1:8000/guide/公积金?a=1&b=2"
    page = await province.http.get(address, params=dict(parse_qsl(urlsplit(address).query)) | {"goto": goto})
    form = {name: value.replace("&amp;", "&") for name, value in hidden(page).items()}

    response = await province.http.post("/sso/choose", data=form | {"persona": "lin-xiao"})

    assert response.status_code == 302
    target, given = given_back(response)
    assert target == "http://127.0.0.1:8000/sign-on/zj-app"
    assert given["sp"] == goto
    validated = await province.classic("ticketValidation", st=given["ticket"])
    assert (validated["result"], validated["username"]) == (0, "林晓")


async def test_without_a_goto_there_is_no_sp(province: Province) -> None:
    _, given = given_back(await choose(province, LOGIN, "chen-bo"))

    assert set(given) == {"ticket"}


async def test_the_ticket_comes_by_post_where_the_application_wants_it(province: Province) -> None:
    address = "/sso/usp.do?action=ssoLogin&servicecode=other&goto=/list"
    response = await choose(province, address, "lin-xiao")

    assert response.status_code == 200
    assert 'action="http://127.0.0.1:8001/back?from=zj"' in response.text
    form = hidden(response)
    assert form["sp"] == "/list"
    validated = await province.classic(
        "ticketValidation", st=form["ticket"], servicecode="other", servicepwd="pwd2"
    )
    assert validated["result"] == 0


async def test_a_redirect_url_of_a_known_origin_is_followed(province: Province) -> None:
    address = "/sso/mobile.do?action=oauth&scope=1&servicecode=svc&redirectUrl=http://127.0.0.1:5173/h5?x=1"
    target, given = given_back(await choose(province, address, "lin-xiao"))

    assert target == "http://127.0.0.1:5173/h5"
    assert set(given) == {"x", "ticket"}


async def test_a_redirect_url_of_a_foreign_origin_is_refused(province: Province) -> None:
    address = "/sso/mobile.do?action=oauth&scope=1&servicecode=svc&redirectUrl=http://evil.example/h5"
    refused = await province.http.get(address)
    form = {
        "servicecode": "svc",
        "entrance": "h5",
        "persona": "lin-xiao",
        "redirect_url": "http://evil.example/",
    }

    assert refused.status_code == 400
    assert (await province.http.post("/sso/choose", data=form)).status_code == 400


@pytest.mark.parametrize(
    "address",
    [
        "/sso/usp.do?action=ssoLogin&servicecode=nobody",
        "/sso/usp.do?action=editPwd&servicecode=svc",
        "/sso/mobile.do?action=oauth&servicecode=svc",
        "/uc/sso/login?appId=1",
    ],
)
async def test_an_address_that_is_not_registered_is_refused_in_words(
    province: Province, address: str
) -> None:
    refused = await province.http.get(address)

    assert refused.status_code == 400
    assert "无法登录" in refused.text


async def test_what_the_application_sent_is_escaped(province: Province) -> None:
    page = await province.http.get(
        LOGIN, params={"action": "ssoLogin", "servicecode": "svc", "goto": '"><script>'}
    )

    assert '"><script>' not in page.text


async def test_raising_the_level_gives_a_new_ticket_with_level_3(province: Province) -> None:
    assert (await province.user("deng-dan"))["authlevel"] == "1"
    address = "/sso/usp.do?action=zfRedirect&servicecode=svc&goto=/guide/1"
    page = await province.http.get(address)
    assert 'data-persona="deng-dan" data-action="upgrade"' in page.text
    assert "lin-xiao" not in page.text

    response = await province.http.post("/sso/upgrade", data=hidden(page) | {"persona": "deng-dan"})

    target, given = given_back(response)
    assert target == "http://127.0.0.1:8000/sign-on/zj-app"
    assert given["sp"] == "/guide/1"
    token = (await province.classic("ticketValidation", st=given["ticket"]))["token"]
    user = await province.classic("getUserInfo", token=token)
    assert (user["authlevel"], user["idnum"]) == ("3", "53330119951001004X")


async def test_the_upgrade_page_knows_who_signed_on_in_this_browser(province: Province) -> None:
    await choose(province, LOGIN, "deng-dan")
    await province.http.patch("/_sim/accounts/wang-chun", json={"authlevel": "2"})

    page = await province.http.get("/sso/usp.do?action=zfRedirect&servicecode=svc")

    assert 'data-persona="deng-dan"' in page.text
    assert 'data-persona="wang-chun"' not in page.text


async def test_the_unified_sign_on_offers_companies_and_the_classic_does_not(province: Province) -> None:
    target, given = given_back(await choose(province, "/uc/sso/login?appId=2001000001&sp=/mine", "haifeng-1"))

    assert target == "http://127.0.0.1:8000/sign-on/zj-app"
    assert given["redirectUrl"] == "/mine"
    assert given["ticketId"].endswith("-ticket")
    assert "haifeng" not in (await province.http.get(LOGIN)).text


async def test_logging_out_forgets_the_visitor(province: Province) -> None:
    await choose(province, LOGIN, "lin-xiao")
    assert province.http.cookies.get("zjzwfw_sso") == "lin-xiao"

    response = await province.http.get(
        "/uc/unifiedLogout?appId=2001000001&redirectUrl=http://127.0.0.1:8000/bye"
    )

    assert response.headers["location"] == "http://127.0.0.1:8000/bye"
    assert province.http.cookies.get("zjzwfw_sso") is None


async def test_the_bridge_knows_the_elder_mode_of_who_signed_on(province: Province) -> None:
    before = await province.http.get("/assets/ZWJSBridge/1.1.0/zwjsbridge.js")
    await choose(province, LOGIN, "ye-laotai")
    after = await province.http.get("/assets/ZWJSBridge/1.1.0/zwjsbridge.js")

    assert '"uiStyle": "normal"' in before.text
    assert '"uiStyle": "elder"' in after.text
    assert '"region": "玉环市"' in after.text


async def test_the_bridge_gives_tickets_to_the_pages_of_the_application_only(province: Province) -> None:
    address = "/assets/ZWJSBridge/ticket?servicecode=svc&persona=fang-fei"
    ours = await province.http.get(address, headers={"Origin": "http://127.0.0.1:8000"})
    foreign = await province.http.get(address, headers={"Origin": "http://evil.example"})
    nobody = await province.http.get("/assets/ZWJSBridge/ticket?servicecode=svc")

    assert ours.headers["access-control-allow-origin"] == "http://127.0.0.1:8000"
    assert (await province.classic("ticketValidation", st=ours.json()["ticketId"]))["username"] == "方飞"
    assert "access-control-allow-origin" not in foreign.headers
    assert nobody.json() == {"result": False, "ticketId": None}
