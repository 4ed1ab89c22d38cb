"""Providers that lie, stammer or say too much: nobody is signed on, and nothing of it is repeated."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest

from gateway.settings import Settings
from gateway.sso.errors import ProviderAnswersOddly, ProviderRefusesUs, TicketRefused
from gateway.sso.provincial import Provincial
from gateway.sso.staff import StaffPlatform
from gateway.sso.types import Kind, ProvenIdentity
from servicekit.clock import utc_now
from servicekit.http import Http
from servicekit.problems import NeighbourAway

VALID = {"result": 0, "token": "t" * 32 + "-token", "userid": "u1"}
PERSON = {"result": 0, "userid": "u1", "authlevel": "3", "username": "林晓", "idnum": "331002199003070014"}
TOKEN = {"success": True, "content": {"success": True, "data": {"accessToken": "a", "expiresIn": 7200}}}


class Liar:
    """Answers each path with what it was told."""

    def __init__(self) -> None:
        self.answers: dict[str, httpx.Response] = {}

    def say(self, path: str, content: Any, status: int = 200) -> None:
        body = {"content": content} if isinstance(content, bytes) else {"json": content}
        self.answers[path] = httpx.Response(status, **body)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        method = request.url.params.get("method")
        return self.answers[method or request.url.path]


@pytest.fixture
def liar() -> Liar:
    return Liar()


@pytest.fixture
async def http(liar: Liar) -> AsyncIterator[Http]:
    async with httpx.AsyncClient(transport=httpx.MockTransport(liar)) as client:
        yield Http(client)


@pytest.fixture
def provincial(http: Http, settings_of: Callable[..., Settings], database_url: str) -> Provincial:
    return Provincial(http, settings_of(database_url), utc_now)


@pytest.fixture
def staff(http: Http, settings_of: Callable[..., Settings], database_url: str) -> StaffPlatform:
    return StaffPlatform(http, settings_of(database_url), utc_now)


async def test_a_truthful_answer_is_believed_in_either_spelling(liar: Liar, provincial: Provincial) -> None:
    liar.say("ticketValidation", VALID | {"result": "0"})
    liar.say("getUserInfo", PERSON | {"authlevel": 3, "idtype": 1})

    identity = await provincial.finish({"ticket": "x"})

    assert (identity.subject, identity.level, identity.id_type) == ("u1", 3, "1")


@pytest.mark.parametrize(
    "lie",
    [
        PERSON | {"userid": "somebody-else"},
        PERSON | {"userid": ""},
        PERSON | {"userid": "zwdd|GE_tz_admin"},
        PERSON | {"userid": "u1\n"},
        PERSON | {"authlevel": "7"},
        PERSON | {"authlevel": "high"},
        {"result": 0},
        {},
        [],
        b"<html>maintenance</html>",
        b"",
        b"\xff\xfe",
        b"[" + b" " * 300_000 + b"]",
    ],
    ids=[
        "another",
        "nobody",
        "forged",
        "spaced",
        "level-7",
        "level-text",
        "empty",
        "no-result",
        "list",
        "html",
        "none",
        "bytes",
        "huge",
    ],
)
async def test_an_odd_answer_about_a_person_signs_nobody_on(
    liar: Liar, provincial: Provincial, lie: Any
) -> None:
    same = lie["userid"] if isinstance(lie, dict) and "|" in lie.get("userid", "") else "u1"
    liar.say("ticketValidation", VALID | {"userid": same})
    liar.say("getUserInfo", lie)

    with pytest.raises(ProviderAnswersOddly) as refused:
        await provincial.finish({"ticket": "x"})

    assert refused.value.extensions == {}
    assert refused.value.detail == ""


@pytest.mark.parametrize("status", [400, 403, 404, 500])
async def test_an_error_is_no_answer(liar: Liar, provincial: Provincial, status: int) -> None:
    liar.say("ticketValidation", VALID, status)

    with pytest.raises(ProviderAnswersOddly):
        await provincial.finish({"ticket": "x"})


async def test_a_redirect_is_not_followed(liar: Liar, provincial: Provincial) -> None:
    liar.answers["ticketValidation"] = httpx.Response(
        302, headers={"location": "http://127.0.0.1:1/"}, json={}
    )

    with pytest.raises(ProviderAnswersOddly):
        await provincial.finish({"ticket": "x"})


@pytest.mark.parametrize("status", [502, 503, 504])
async def test_a_provider_that_is_away_is_away(liar: Liar, provincial: Provincial, status: int) -> None:
    liar.say("ticketValidation", {}, status)

    with pytest.raises(NeighbourAway):
        await provincial.finish({"ticket": "x"})


async def test_two_proofs_at_once_are_none(liar: Liar, provincial: Provincial) -> None:
    liar.say("ticketValidation", VALID)
    liar.say("getUserInfo", PERSON)

    for params in ({"ticket": "x", "ticketId": "y"}, {"ticket": ""}, {}):
        with pytest.raises(TicketRefused):
            await provincial.finish(params)


@pytest.mark.parametrize(
    ("answer", "raised"),
    [
        ({"success": True, "data": {"userType": "GHOST"}}, ProviderAnswersOddly),
        ({"success": True, "data": {"userType": "PERSON", "personInfo": None}}, ProviderAnswersOddly),
        (
            {"success": True, "data": {"userType": "LEGAL_PERSON", "legalPersonInfo": {"name": "x"}}},
            ProviderAnswersOddly,
        ),
        ({"success": True}, ProviderAnswersOddly),
        ({"success": False, "errorCode": "C-USER-SSO-TICKET-INVALID"}, TicketRefused),
    ],
)
async def test_the_unified_sign_on_is_read_as_strictly(
    liar: Liar, provincial: Provincial, answer: dict[str, Any], raised: type[Exception]
) -> None:
    route = "/restapi/prod/IC3300002022032900000"
    liar.say(f"{route}7/uc/sso/access_token", {"success": True, "data": {"accessToken": "a"}})
    liar.say(f"{route}8/uc/sso/getUserInfo", answer)

    with pytest.raises(raised):
        await provincial.finish({"ticketId": "x"})


@pytest.mark.parametrize(("number", "level"), [("331002199003070014", 2), (None, 1)])
async def test_an_answer_without_a_level_never_proves_the_highest(
    liar: Liar, provincial: Provincial, number: str | None, level: int
) -> None:
    route = "/restapi/prod/IC3300002022032900000"
    person = {"userId": "u1", "userName": "林晓", "idType": "ID_CARD", "idNo": number}
    liar.say(f"{route}7/uc/sso/access_token", {"success": True, "data": {"accessToken": "a"}})
    liar.say(
        f"{route}8/uc/sso/getUserInfo",
        {"success": True, "data": {"userType": "PERSON", "personInfo": person}},
    )

    identity = await provincial.finish({"ticketId": "x"})

    assert identity.level == level


@pytest.mark.parametrize(
    ("answer", "raised"),
    [
        ({"success": True, "content": {"success": True, "data": {"lastName": "李敏"}}}, ProviderAnswersOddly),
        ({"success": True, "content": {"success": True, "data": {"employeeCode": ""}}}, ProviderAnswersOddly),
        ({"success": True, "content": {"success": True}}, ProviderAnswersOddly),
        ({"success": True}, ProviderAnswersOddly),
        ({"success": True, "content": {"success": False, "responseCode": "40078"}}, TicketRefused),
        ({"success": True, "content": {"success": False, "responseCode": "40014"}}, TicketRefused),
    ],
)
async def test_a_member_of_staff_without_a_code_is_nobody(
    liar: Liar, staff: StaffPlatform, answer: dict[str, Any], raised: type[Exception]
) -> None:
    liar.say("/gettoken.json", TOKEN)
    liar.say("/rpc/oauth2/getuserinfo_bycode.json", answer)

    with pytest.raises(raised):
        await staff.finish({"code": "c", "state": "s"})


async def test_a_callback_without_a_code_is_not_even_asked_about(staff: StaffPlatform) -> None:
    with pytest.raises(TicketRefused):
        await staff.finish({"state": "s"})


async def test_the_words_of_a_refusing_gateway_are_cut_short(liar: Liar, staff: StaffPlatform) -> None:
    liar.say("/gettoken.json", {"Message": "no " * 1000}, 401)

    with pytest.raises(ProviderRefusesUs) as refused:
        await staff.finish({"code": "c"})

    assert len(refused.value.extensions["provider_message"]) == 80


def test_what_a_person_is_called_does_not_get_into_logs() -> None:
    own = {"name": "林晓", "id_number": "331002199003070014", "mobile": "13705760001"}

    said = repr(ProvenIdentity(issuer="zj-app", subject="u1", kind=Kind.PERSON, level=3, **own))

    assert "u1" in said
    assert not [value for value in own.values() if value in said]
