"""Staff sign on: with a phone, inside the app, and who may not."""

import re

import pytest
from httpx import Response

from simulators.staff.directory import personas
from simulators.testing import Staff

AUTH = "/oauth2/auth.htm"
ASKED = {
    "response_type": "code",
    "client_id": "sanzhi_dingoa",
    "redirect_uri": "http://127.0.0.1:8000/sign-on/zwdd",
    "scope": "get_user_info",
    "authType": "QRCODE",
    "state": "s-1",
}


def waiting(page: Response) -> str:
    return re.search(r'"(/oauth2/wait/[^"]+)"', page.text).group(1)  # type: ignore[union-attr]


def phone(page: Response) -> str:
    return re.search(r'href="http://127.0.0.1:9102(/phone/[^"?]+)\?', page.text).group(1)  # type: ignore[union-attr]


async def scan_user(workplace: Staff, code: str) -> dict[str, object]:
    given = (("access_token", await workplace.token()), ("code", code))
    return await workplace.content("/rpc/oauth2/getuserinfo_bycode.json", *given)


async def test_a_confirmed_scan_brings_the_browser_back_with_a_code(workplace: Staff) -> None:
    page = await workplace.http.get(AUTH, params=ASKED)
    states = [(await workplace.http.get(waiting(page))).json()["status"]]
    confirm = await workplace.http.get(phone(page), params={"persona": "clerk-jiaojiang"})
    states.append((await workplace.http.get(waiting(page))).json()["status"])
    decision = {"persona": "clerk-jiaojiang", "decision": "confirm"}
    done = await workplace.http.post(phone(page), data=decision)
    answer = (await workplace.http.get(waiting(page))).json()

    assert "<svg" in page.text
    assert 'data-persona="clerk-wenling"' in page.text
    assert "三智工作台" in confirm.text
    assert "李敏" in confirm.text
    assert "登录成功" in done.text
    assert [*states, answer["status"]] == ["waiting", "scanned", "confirmed"]
    location, state = answer["location"].rsplit("&state=", 1)
    target, code = location.rsplit("?code=", 1)
    assert (target, state) == ("http://127.0.0.1:8000/sign-on/zwdd", "s-1")

    user = (await scan_user(workplace, code))["data"]
    assert user["employeeCode"] == "GE_jj_clerk"  # type: ignore[index]
    assert (user["lastName"], user["namespace"]) == ("李敏", "local")  # type: ignore[index]


async def test_a_code_is_good_once(workplace: Staff) -> None:
    wish = {"persona": "city-admin", "client_id": "sanzhi_dingoa"}
    code = (await workplace.http.post("/_sim/codes", json=wish)).json()["code"]
    first = await scan_user(workplace, code)
    second = await scan_user(workplace, code)

    assert first["success"] is True
    assert (second["success"], second["data"], second["responseCode"]) == (False, None, "40078")


async def test_embedded_the_page_posts_code_and_state_to_the_application(
    workplace: Staff,
) -> None:
    page = await workplace.http.get(AUTH, params=ASKED | {"embedMode": "true"})
    await workplace.http.post(phone(page), data={"persona": "no-grants", "decision": "confirm"})
    answer = (await workplace.http.get(waiting(page))).json()

    assert 'postMessage(now.message, "http://127.0.0.1:8000")' in page.text
    assert set(answer["message"]) == {"code", "state"}
    assert "location" not in answer


async def test_a_refused_scan_gives_no_code(workplace: Staff) -> None:
    page = await workplace.http.get(AUTH, params=ASKED)
    await workplace.http.post(phone(page), data={"persona": "no-grants", "decision": "refuse"})

    assert (await workplace.http.get(waiting(page))).json() == {"status": "refused"}


async def test_a_code_on_the_screen_is_scanned_once_and_not_for_ever(workplace: Staff) -> None:
    page = await workplace.http.get(AUTH, params=ASKED)
    decision = {"persona": "city-admin", "decision": "confirm"}
    await workplace.http.post(phone(page), data=decision)
    again = await workplace.http.post(phone(page), data=decision)
    late = await workplace.http.get(AUTH, params=ASKED)
    await workplace.http.post("/_sim/clock", json={"offset_seconds": 181})

    assert again.status_code == 410
    assert (await workplace.http.get(waiting(late))).json() == {"status": "expired"}
    assert (await workplace.http.get(phone(late))).status_code == 410


async def test_a_phone_without_a_persona_asks_whose_it_is(workplace: Staff) -> None:
    page = await workplace.http.get(AUTH, params=ASKED)
    asked = await workplace.http.get(phone(page))

    assert set(re.findall(r'data-persona="([^"]+)"', asked.text)) == set(personas())


@pytest.mark.parametrize(
    "wrong",
    [
        {"client_id": "nobody_dingoa"},
        {"redirect_uri": "http://evil.example/"},
        {"response_type": "token"},
        {"scope": "everything"},
        {"authType": "SMS"},
    ],
)
async def test_an_application_that_is_not_registered_like_this_gets_no_code(
    workplace: Staff, wrong: dict[str, str]
) -> None:
    refused = await workplace.http.get(AUTH, params=ASKED | wrong)

    assert refused.status_code == 400
    assert "<svg" not in refused.text


async def test_who_has_left_cannot_sign_on(workplace: Staff) -> None:
    page = await workplace.http.get(AUTH, params=ASKED)
    wish = {"persona": "clerk-wenling", "client_id": "sanzhi_dingoa"}
    code = (await workplace.http.post("/_sim/codes", json=wish)).json()["code"]
    await workplace.http.patch("/_sim/employees/GE_wl_clerk", json={"status": "F"})

    refused = await workplace.http.post(phone(page), data={"persona": "clerk-wenling", "decision": "confirm"})
    assert refused.status_code == 403
    assert (await scan_user(workplace, code))["responseCode"] == "40078"
    assert (await workplace.http.post("/_sim/codes", json=wish)).status_code == 404


async def test_inside_the_app_an_auth_code_names_the_person(workplace: Staff) -> None:
    wish = {"persona": "GE_tz00001", "client_id": "sanzhi_dingoa"}
    code = (await workplace.http.post("/_sim/auth_codes", json=wish)).json()["auth_code"]
    path = "/rpc/oauth2/dingtalk_app_user.json"
    given = (("access_token", await workplace.token()), ("auth_code", code))
    as_scan = await scan_user(workplace, code)
    first = await workplace.content(path, *given)
    second = await workplace.content(path, *given)

    assert as_scan["responseCode"] == "40078"
    assert first["data"]["employeeCode"] == "GE_tz00001"
    assert (second["success"], second["responseCode"]) == (False, "40078")


@pytest.mark.parametrize(("seconds", "is_good"), [(7199, True), (7202, False)])
async def test_an_access_token_lasts_two_hours(workplace: Staff, seconds: int, is_good: bool) -> None:
    token = await workplace.token()
    await workplace.http.post("/_sim/clock", json={"offset_seconds": seconds})
    later = await workplace.post("/get_jsapi_token.json", ("access_token", token), seconds_ago=-seconds)

    assert later.json()["content"]["success"] is is_good


async def test_a_bad_access_token_or_secret_is_refused_inside_the_envelope(workplace: Staff) -> None:
    secret = (("appkey", "sanzhi-app"), ("appsecret", "guess"))
    credentials = await workplace.post("/gettoken.json", *secret)
    token = await workplace.post("/get_jsapi_token.json", ("access_token", "app_nothing"))

    assert [answer.status_code for answer in (credentials, token)] == [200, 200]
    assert [answer.json()["success"] for answer in (credentials, token)] == [True, True]
    codes = [answer.json()["content"]["responseCode"] for answer in (credentials, token)]
    assert codes == ["40089", "40014"]
