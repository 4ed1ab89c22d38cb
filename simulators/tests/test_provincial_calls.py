"""The calls behind the pages: every documented code, and the headers of the IRS gateway."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from simulators.provincial.signing import canonical_query, esso_signature
from simulators.testing import ESSO_QUERY, IRS_EXCHANGE, IRS_INFO, IRS_TICKET, IRS_USER, SHANGHAI, Province


async def test_getuserinfo_shows_a_resident_of_level_3(province: Province) -> None:
    user = await province.user("lin-xiao")

    assert user["result"] == 0
    assert user["userid"] == "8afac2ed33000000000000000000000a"
    assert (user["username"], user["idtype"], user["idnum"]) == ("林晓", 1, "331002199003070014")
    assert (user["authlevel"], user["sex"], user["birthday"]) == ("3", "1", "1990-03-07")
    assert (user["nation"], user["mobile"], user["useable"]) == ("01", "13705760001", "1")


async def test_without_real_name_level_the_real_name_fields_are_empty(province: Province) -> None:
    user = await province.user("deng-dan")

    assert (user["authlevel"], user["mobile"]) == ("1", "13705760004")
    assert [user[name] for name in ("username", "idnum", "sex", "nation", "birthday")] == [""] * 5


async def test_a_used_ticket_is_6001(province: Province) -> None:
    ticket = await province.ticket()
    first = await province.classic("ticketValidation", st=ticket)
    second = await province.classic("ticketValidation", st=ticket)

    assert (first["result"], second["result"]) == (0, 6001)
    assert "token" not in second


async def test_an_expired_ticket_is_6001_and_an_expired_token_6501(province: Province) -> None:
    # The provider lives half an hour ago, hands out what it hands out, and returns to the present.
    await province.http.post("/_sim/clock", json={"offset_seconds": -1801})
    then = (datetime.now(SHANGHAI) - timedelta(seconds=1801)).strftime("%Y%m%d%H%M%S")
    ticket = await province.ticket()
    token = (await province.classic("ticketValidation", st=await province.ticket(), time=then))["token"]
    await province.http.post("/_sim/clock", json={"offset_seconds": 0})

    assert (await province.classic("ticketValidation", st=ticket))["result"] == 6001
    assert (await province.classic("getUserInfo", token=token))["result"] == 6501


@pytest.mark.parametrize(
    ("ticket", "result"),
    [("0" * 32 + "-ticket", 6002), ("not a ticket", 6004), ("", 6004), ("0" * 32 + "-token", 6004)],
)
async def test_what_is_no_ticket(province: Province, ticket: str, result: int) -> None:
    assert (await province.classic("ticketValidation", st=ticket))["result"] == result


@pytest.mark.parametrize(
    ("token", "result"), [("0" * 32 + "-token", 6502), ("not a token", 6504), ("0" * 32 + "-ticket", 6504)]
)
async def test_what_is_no_token(province: Province, token: str, result: int) -> None:
    assert (await province.classic("getUserInfo", token=token))["result"] == result


async def test_tickets_and_tokens_of_another_servicecode_are_6003_and_6503(province: Province) -> None:
    foreign = {"servicecode": "other", "servicepwd": "pwd2"}
    ticket = await province.ticket()
    refused = await province.classic("ticketValidation", st=ticket, **foreign)
    token = (await province.classic("ticketValidation", st=ticket))["token"]

    assert refused["result"] == 6003
    assert (await province.classic("getUserInfo", token=token, **foreign))["result"] == 6503


@pytest.mark.parametrize(
    "wrong",
    [
        {"sign": "0" * 32},
        {"time": "2026-01-01 08:00:00"},
        {"time": "20200101080000"},
        {"servicecode": "nobody"},
        {"datatype": "xml"},
        {"servicepwd": "guess"},
    ],
)
async def test_whatever_else_is_wrong_is_6099_and_leaves_the_ticket_good(
    province: Province, wrong: dict[str, str]
) -> None:
    ticket = await province.ticket()
    refused = await province.classic("ticketValidation", st=ticket, **wrong)

    assert refused["result"] == 6099
    assert (await province.classic("getUserInfo", token="0" * 32 + "-token", **wrong))["result"] == 6599
    assert (await province.classic("ticketValidation", st=ticket))["result"] == 0


async def test_a_company_cannot_take_the_classic_flow_and_keeps_its_ticket(province: Province) -> None:
    ticket = await province.ticket("haifeng-1")
    refused = await province.classic("ticketValidation", st=ticket)
    through_irs = await province.irs(IRS_EXCHANGE, {"ticketId": ticket, "appId": "2001000001"})

    assert refused["result"] == 6002
    assert through_irs.json()["success"] is True


async def test_a_disabled_account_is_6505(province: Province) -> None:
    token = (await province.classic("ticketValidation", st=await province.ticket()))["token"]
    await province.http.patch("/_sim/accounts/lin-xiao", json={"useable": "2"})

    assert (await province.classic("getUserInfo", token=token))["result"] == 6505


async def test_parameters_may_stand_in_the_query(province: Province) -> None:
    given = {"method": "ticketValidation"} | province.form(st=await province.ticket())
    answer = await province.http.post("/sso/servlet/simpleauth", params=given)

    assert answer.json()["result"] == 0


@pytest.mark.parametrize(
    "signer",
    [{}, {"servicecode": "BCDSGA_test", "servicepwd": "test-secret"}],
    ids=["servicecode", "access key"],
)
async def test_the_classic_flow_goes_through_irs_with_both_signatures(
    province: Province, signer: dict[str, str]
) -> None:
    form = province.form(st=await province.ticket(), method="ticketValidation", **signer)
    validated = await province.http.post(IRS_TICKET, data=form, headers=province.headers(IRS_TICKET))
    form = province.form(token=validated.json()["token"], method="getUserInfo", **signer)
    user = await province.http.post(IRS_USER, data=form, headers=province.headers(IRS_USER))
    unsigned = province.form(st=await province.ticket(), sign="0" * 32)
    refused = await province.http.post(IRS_TICKET, data=unsigned, headers=province.headers(IRS_TICKET))

    assert user.json()["username"] == "林晓"
    assert refused.json()["result"] == 6099


async def test_the_newer_calls_show_a_person(province: Province) -> None:
    ticket = await province.ticket("ye-laotai")
    token = await province.irs(IRS_EXCHANGE, {"ticketId": ticket, "appId": "2001000001"})
    user = await province.irs(IRS_INFO, {"token": token.json()["data"]["accessToken"]})

    assert set(user.json()) == {"success", "data", "errorCode", "errorMsg"}
    data = user.json()["data"]
    assert (data["userType"], data["legalPersonInfo"]) == ("PERSON", None)
    assert data["personInfo"]["userId"] == "8afac2ed33000000000000000000000e"
    assert (data["personInfo"]["idType"], data["personInfo"]["idNo"]) == ("ID_CARD", "331083194806060157")


async def test_one_company_has_two_accounts(province: Province) -> None:
    seen: list[dict[str, Any]] = []
    for persona in ("haifeng-1", "haifeng-2"):
        body = {"ticketId": await province.ticket(persona), "appId": "2001000001"}
        token = (await province.irs(IRS_EXCHANGE, body)).json()["data"]["accessToken"]
        seen.append((await province.irs(IRS_INFO, {"token": token})).json()["data"])

    companies = [data["legalPersonInfo"] for data in seen]
    assert [data["userType"] for data in seen] == ["LEGAL_PERSON", "LEGAL_PERSON"]
    assert {company["unifiedSocialId"] for company in companies} == {"91331000MATEYT015D"}
    assert len({company["corpId"] for company in companies}) == 1
    assert len({company["userId"] for company in companies}) == 2
    assert [company["attnName"] for company in companies] == ["陈波", "林晓"]


async def test_the_newer_calls_name_their_errors(province: Province) -> None:
    ticket = await province.ticket()
    body = {"ticketId": ticket, "appId": "2001000001"}
    wrong_app = await province.irs(IRS_EXCHANGE, body | {"appId": "1"})
    token = (await province.irs(IRS_EXCHANGE, body)).json()["data"]["accessToken"]
    used = await province.irs(IRS_EXCHANGE, body)
    unknown = await province.irs(IRS_INFO, {"token": "nothing"})
    await province.http.patch("/_sim/accounts/lin-xiao", json={"useable": "2"})
    empty = await province.irs(IRS_INFO, {"token": token})

    assert [answer.json()["errorCode"] for answer in (wrong_app, used, unknown, empty)] == [
        "C-USER-SSO-TICKET-INVALID",
        "C-USER-SSO-TICKET-INVALID",
        "C-USER-SSO-TOKEN-INVALID",
        "C-USER-SSO-USER-EMPTY",
    ]
    assert used.json()["success"] is False


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"seconds_ago": 91}, "Clock skew exceeded"),
        ({"seconds_ago": -91}, "Clock skew exceeded"),
        ({"ak": "BCDSGA_nobody"}, "Invalid access key"),
        ({"sk": "guess"}, "Invalid signature"),
        ({"method": "GET"}, "Invalid signature"),
        ({"query": "a=1"}, "Invalid signature"),
    ],
)
async def test_a_wrongly_signed_call_is_401_in_the_documented_words(
    province: Province, given: dict[str, Any], message: str
) -> None:
    body = {"ticketId": await province.ticket(), "appId": "2001000001"}
    refused = await province.irs(IRS_EXCHANGE, body, **given)

    assert (refused.status_code, refused.json()) == (401, {"message": message})
    assert (await province.irs(IRS_EXCHANGE, body)).json()["success"] is True


async def test_89_seconds_are_within_the_skew(province: Province) -> None:
    answer = await province.irs(IRS_INFO, {"token": "nothing"}, seconds_ago=88)

    assert answer.status_code == 200


async def test_a_call_without_headers_is_401(province: Province) -> None:
    assert (await province.http.post(IRS_INFO, json={})).json() == {"message": "Invalid access key"}
    headers = province.headers(IRS_INFO) | {"X-BG-DATE-TIME": "2026-01-01T00:00:00Z"}
    answer = await province.http.post(IRS_INFO, json={}, headers=headers)
    assert answer.json() == {"message": "Clock skew exceeded"}


async def test_a_query_is_signed_sorted_and_encoded(province: Province) -> None:
    query = "x=a%20b&name=%E5%BC%A0%E4%B8%89&a=1&a1=0"
    headers = province.headers(IRS_INFO, method="GET", query=canonical_query(query))

    answer = await province.http.get(f"{IRS_INFO}?{query}", headers=headers)

    assert answer.json()["errorCode"] == "C-USER-SSO-TOKEN-INVALID"


async def test_a_route_that_is_not_granted_is_401(province: Province) -> None:
    refused = await province.irs(ESSO_QUERY, {"token": "t1"})

    assert (refused.status_code, refused.json()) == (401, {"message": "The route_id is forbidden"})


async def test_the_same_signature_is_accepted_again_unless_told_otherwise(province: Province) -> None:
    headers = province.headers(IRS_INFO)
    first = await province.http.post(IRS_INFO, json={}, headers=headers)
    second = await province.http.post(IRS_INFO, json={}, headers=headers)
    settings = province.http._transport.app.state.province.settings  # type: ignore[attr-defined]
    settings.refuse_replay = True
    third = await province.http.post(IRS_INFO, json={}, headers=headers)

    assert [answer.status_code for answer in (first, second, third)] == [200, 200, 401]
    assert third.json() == {"message": "Invalid signature"}


async def test_the_older_sign_on_of_companies(province: Province) -> None:
    wish = {"persona": "haifeng-2", "servicecode": "other"}
    token = (await province.http.post("/_sim/esso/tokens", json=wish)).json()["ssotoken"]
    body = json.dumps({"token": token}).encode()
    headers = province.headers(ESSO_QUERY, ak="BCDSGA_other", sk="other-secret") | {
        "x-esso-project-id": "other-project",
        "x-esso-signature": esso_signature(body, "test-secret"),
    }
    forged = headers | {"x-esso-signature": "0" * 64}

    refused = await province.http.post(ESSO_QUERY, content=body, headers=forged)
    answer = await province.http.post(ESSO_QUERY, content=body, headers=headers)
    again = await province.http.post(ESSO_QUERY, content=body, headers=headers)

    assert [one.json()["errCode"] for one in (refused, answer, again)] == [1, 0, 2]
    info = json.loads(answer.json()["info"])
    assert (info["uniscid"], info["realLevel"]) == ("91331000MATEYT015D", "3")
    assert (info["attnName"], info["CompanyLegRep"], info["xzqh"]) == ("林晓", "陈波", "331002")


async def test_a_change_that_is_not_valid_names_its_field(province: Province) -> None:
    refused = await province.http.patch("/_sim/accounts/lin-xiao", json={"authlevel": "9"})
    missing = await province.http.patch("/_sim/accounts/nobody", json={})

    assert (refused.status_code, refused.json()["fields"]) == (422, ["authlevel"])
    assert missing.status_code == 404


async def test_reset_puts_everything_back(province: Province) -> None:
    ticket = await province.ticket()
    await province.http.patch("/_sim/accounts/deng-dan", json={"authlevel": "3"})
    await province.http.post("/_sim/clock", json={"offset_seconds": 5})
    await province.http.post("/_sim/reset")

    assert (await province.classic("ticketValidation", st=ticket))["result"] == 6002
    assert (await province.user("deng-dan"))["authlevel"] == "1"
    assert (await province.http.get("/_sim/clock")).json()["offset_seconds"] == 0
