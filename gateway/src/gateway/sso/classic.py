"""The provincial app's classic ticket flow: ticket, then token, then person (domain.md 7.1)."""

from collections.abc import Awaitable, Callable

from httpx import Response

from gateway.sso.errors import ProviderAnswersOddly, ProviderRefusesUs, TicketRefused
from gateway.sso.irs import IrsGateway
from gateway.sso.replies import Code, Reply, Subject, json_of, read
from gateway.sso.signatures import classic_sign, classic_time
from gateway.sso.types import Kind, ProvenIdentity
from servicekit.clock import Clock
from servicekit.http import Http

ISSUER = "zj-app"

VALIDATE, USER_INFO = "ticketValidation", "getUserInfo"
PATH = "sso/servlet/simpleauth"
IRS_ROUTES = {VALIDATE: f"IC33000020220228000002/{PATH}", USER_INFO: f"IC33000020220228000004/{PATH}"}

# What ended the ticket or the token, as a person may read it; all other codes blame our call.
REASONS = {
    6001: "登录凭证已使用或已过期",
    6002: "登录凭证不存在",
    6003: "登录凭证属于另一个应用",
    6004: "登录凭证格式不正确",
    6501: "登录令牌已过期",
    6502: "登录令牌不存在",
    6503: "登录令牌属于另一个应用",
    6504: "登录令牌格式不正确",
    6505: "该账号已停用",
}

Transport = Callable[[str, dict[str, str]], Awaitable[Response]]


class Outcome(Reply):
    """What every answer has."""

    result: int


class Validation(Reply):
    """The answer to ticketValidation."""

    token: str
    userid: str


class Person(Reply):
    """The part of getUserInfo that we keep; below authlevel 2 most of it is empty."""

    userid: Subject
    authlevel: int
    username: str | None = None
    idtype: Code | None = None
    idnum: str | None = None
    mobile: str | None = None


class ClassicFlow:
    """Proves persons by their tickets; the calls go directly or through the IRS gateway."""

    def __init__(self, servicecode: str, servicepwd: str, transport: Transport, clock: Clock) -> None:
        self._servicecode = servicecode
        self._servicepwd = servicepwd
        self._transport = transport
        self._clock = clock

    async def prove(self, ticket: str) -> ProvenIdentity:
        """Return whom a ticket speaks for; the provider accepts it once.

        Raises:
            TicketRefused: with the provider's own code, 6001 for a ticket used before.
            ProviderRefusesUs: our service code, sign or clock is not accepted.
            ProviderAnswersOddly: the two answers do not fit each other.

        """
        validation = read(Validation, await self._call(VALIDATE, st=ticket))
        person = read(Person, await self._call(USER_INFO, token=validation.token))
        if person.userid != validation.userid or person.authlevel not in {1, 2, 3}:
            raise ProviderAnswersOddly
        return ProvenIdentity(
            issuer=ISSUER,
            subject=person.userid,
            kind=Kind.PERSON,
            level=person.authlevel,
            name=person.username or "",
            id_type=person.idtype or "",
            id_number=(person.idnum or "").upper(),
            mobile=person.mobile or "",
        )

    async def _call(self, method: str, **fields: str) -> dict[str, object]:
        time = classic_time(self._clock())
        signed = {
            "servicecode": self._servicecode,
            "time": time,
            "sign": classic_sign(self._servicecode, self._servicepwd, time),
            "datatype": "json",
        }
        found = json_of(await self._transport(method, signed | fields))
        result = read(Outcome, found).result
        if reason := REASONS.get(result):
            raise TicketRefused(reason, provider_code=result)
        if result != 0:
            raise ProviderRefusesUs(provider_code=result)
        return found


def directly(http: Http, base_url: str) -> Transport:
    """Return the way of the calls that stand on the sign-on platform itself."""

    async def post(method: str, form: dict[str, str]) -> Response:
        return await http.request("POST", f"{base_url}/{PATH}", params={"method": method}, data=form)

    return post


def through(irs: IrsGateway) -> Transport:
    """Return the way through the IRS gateway: both its headers and the MD5 sign, `method` in the form."""

    async def post(method: str, form: dict[str, str]) -> Response:
        return await irs.post_form(IRS_ROUTES[method], {"method": method} | form)

    return post
