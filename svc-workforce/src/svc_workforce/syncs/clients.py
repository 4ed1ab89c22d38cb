"""Reads the directory of the staff platform, signed as it wants it (domain.md §7.3)."""

import base64
import hmac
import secrets
import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from servicekit.clock import utc_now
from servicekit.http import Http
from servicekit.workdays import SHANGHAI
from svc_workforce.people.types import Organisation, Post, Standing, State
from svc_workforce.settings import Settings
from svc_workforce.syncs.errors import PlatformRefuses
from svc_workforce.syncs.types import Directory

#: The most that the platform gives, or takes, at once.
PAGE = 100
#: 有效, 无效: who works there, and who no longer does.
WORKS, GONE = "A", "F"
BAD_TOKEN = "40014"  # noqa: S105 - the platform's code for an access token that has ended
BEFORE_THE_END = timedelta(seconds=60)
DIGITS = 6

T = TypeVar("T")
Code = Annotated[str, Field(min_length=1, max_length=80)]
Params = Sequence[tuple[str, str]]


class Told(BaseModel):
    """What the platform tells; the fields that we keep."""

    model_config = ConfigDict(coerce_numbers_to_str=True, hide_input_in_errors=True)


class OrganisationTold(Told):
    """An organisation; its division begins with the code of its county."""

    code: Code = Field(alias="organizationCode")
    name: str = Field(alias="organizationName", max_length=200)
    division: str = Field(alias="divisionCode", pattern=r"^\d{6}")
    parent: str | None = Field(None, alias="parentCode", max_length=80)

    def kept(self) -> Organisation:
        """Return the organisation as we keep it."""
        region_code, parent = self.division[:DIGITS], self.parent or None
        return {"code": self.code, "name": self.name, "region_code": region_code, "parent_code": parent}


class PostTold(Told):
    """A post of an employee."""

    organisation: Code = Field(alias="organizationCode")
    title: str = Field("", alias="govEmpPosJob")
    is_main: bool = Field(False, alias="mainJob")
    status: str = WORKS


class EmployeeTold(Told):
    """An employee with all his posts, in whichever organisation."""

    code: Code = Field(alias="employeeCode")
    name: str = Field(alias="employeeName")
    status: str
    posts: list[PostTold] = Field(alias="govEmployeePositions")

    def kept(self, organisations: dict[str, Organisation]) -> Standing:
        """Return the person as we keep him: posts that we can place, the main one first."""
        posts: list[Post] = [
            {
                "organisation_code": post.organisation,
                "region_code": organisations[post.organisation]["region_code"],
                "title": post.title,
                "is_main": post.is_main,
            }
            for post in self.posts
            if post.organisation in organisations and post.status == WORKS
        ]
        # One order, so that the platform's own does not look like a move.
        posts.sort(key=lambda post: (not post["is_main"], post["organisation_code"], post["title"]))
        return Standing(self.code, self.name, State.ACTIVE, posts)


class Content(Told):
    """What is inside every answer."""

    success: bool = False
    code: str = Field("", alias="responseCode")
    data: Any = None
    total: int | None = Field(None, alias="totalSize")
    #: Only of /auth/scopesV2.
    scopes: list[Code] = Field(default_factory=list, alias="deptVisibleScopes")


class Envelope(Told):
    """Every answer of the platform."""

    content: Content


class Credential(Told):
    """An access token and how many seconds it lasts."""

    token: str = Field(alias="accessToken")
    lasts: int = Field(alias="expiresIn")


def signature(secret: str, method: str, timestamp: str, nonce: str, path: str, params: Params = ()) -> str:
    """Return X-Hmac-Auth-Signature: raw values, names sorted without regard to case, no empty values."""
    kept = sorted((pair for pair in params if pair[1]), key=lambda pair: (pair[0].lower(), pair[1]))
    lines = [method, timestamp, nonce, path]
    if kept:
        lines.append("&".join(f"{name}={value}" for name, value in kept))
    digest = hmac.new(secret.encode(), "\n".join(lines).encode(), "sha256").digest()
    return base64.b64encode(digest).decode()


class StaffPlatform:
    """Reads the whole directory; its access token is kept until shortly before it ends."""

    def __init__(self, http: Http, settings: Settings) -> None:
        self._http = http
        self._url = settings.staff_url.rstrip("/")
        self._key = settings.staff_app_key
        self._secret = settings.staff_app_secret.get_secret_value()
        self._tenant = settings.staff_tenant_id
        self._token = ""
        self._ends_at = datetime.min.replace(tzinfo=SHANGHAI)

    async def directory(self) -> Directory:
        """Return organisations, people and posts as they are now.

        Raises:
            NeighbourAway: the platform does not answer.
            PlatformRefuses: it does not accept a call, or answers what we cannot read.

        """
        short: set[str] = set()
        codes = await self._codes(short)
        organisations: dict[str, Organisation] = {}
        for some in portions(codes):
            wanted = [("organizationCodes", code) for code in some]
            content = await self._call("/mozi/organization/listOrganizationsByCodes", wanted)
            told = read(list[OrganisationTold], content.data)
            organisations |= {one.code: one.kept() for one in told}
        people: dict[str, Standing] = {}
        heads: dict[str, int] = {}
        for code in codes:
            rows = await self._employees(code, WORKS, short)
            working = [row for row in rows if row.status == WORKS]
            people |= {row.code: row.kept(organisations) for row in working}
            heads[code] = len(rows) or len(await self._employees(code, GONE, short))
        return Directory(organisations, people, heads, frozenset(short))

    async def _codes(self, short: set[str]) -> list[str]:
        """Return the codes of all organisations that we may read, the highest first."""
        codes = (await self._call("/auth/scopesV2")).scopes
        for code in codes:  # grows while it is walked
            rows = await self._pages("/mozi/organization/pageSubOrganizationCodes", code, WORKS, short)
            codes += [below for below in read(list[Code], rows) if below not in codes]
        return codes

    async def _employees(self, code: str, status: str, short: set[str]) -> list[EmployeeTold]:
        path = "/mozi/organization/pageOrganizationEmployeePositions"
        return read(list[EmployeeTold], await self._pages(path, code, status, short))

    async def _pages(self, path: str, code: str, status: str, short: set[str]) -> list[Any]:
        """Return the rows of all pages; an organisation that gives fewer than it says is noted in `short`."""
        rows: list[Any] = []
        kind = "status" if path.endswith("Codes") else "employeeStatus"
        while True:
            page = str(len(rows) // PAGE + 1)
            params = [("organizationCode", code), ("pageNo", page), ("pageSize", str(PAGE))]
            content = await self._call(path, [*params, ("returnTotalSize", "true"), (kind, status)])
            found = read(list[Any], content.data or [])
            rows += found
            if len(found) < PAGE:
                break
        if content.total is not None and len(rows) < content.total:
            short.add(code)
        return rows

    async def _call(self, path: str, params: Params = ()) -> Content:
        """Return the answer to a call, made once more if our access token has ended before its time."""
        content = await self._with_token(path, params)
        if content.code == BAD_TOKEN:
            self._ends_at = datetime.min.replace(tzinfo=SHANGHAI)
            content = await self._with_token(path, params)
        return accepted(content)

    async def _with_token(self, path: str, params: Params) -> Content:
        if utc_now() >= self._ends_at:
            wanted = [("appkey", self._key), ("appsecret", self._secret)]
            found = read(Credential, accepted(await self._signed("/gettoken.json", wanted)).data)
            self._token = found.token
            self._ends_at = utc_now() + timedelta(seconds=found.lasts) - BEFORE_THE_END
        common = [("access_token", self._token), ("tenantId", self._tenant)]
        return await self._signed(path, [*common, *params])

    async def _signed(self, path: str, params: Params) -> Content:
        now = utc_now()
        timestamp = now.astimezone(SHANGHAI).isoformat(timespec="milliseconds")
        nonce = f"{int(now.timestamp() * 1000)}{secrets.randbelow(10_000):04d}"
        digits = f"{uuid.getnode():012X}"
        headers = {
            "X-Hmac-Auth-Timestamp": timestamp,
            "X-Hmac-Auth-Version": "1.0",
            "X-Hmac-Auth-Nonce": nonce,
            "X-Hmac-Auth-IP": "127.0.0.1",
            "X-Hmac-Auth-MAC": ":".join(digits[place : place + 2] for place in range(0, 12, 2)),
            "apiKey": self._key,
            "X-Hmac-Auth-Signature": signature(self._secret, "POST", timestamp, nonce, path, params),
        }
        form: dict[str, list[str]] = {}
        for name, value in params:
            form.setdefault(name, []).append(value)
        answer = await self._http.request("POST", self._url + path, data=form, headers=headers)
        try:
            return Envelope.model_validate_json(answer.content).content
        except ValidationError as error:
            raise PlatformRefuses from error


def accepted(content: Content) -> Content:
    """Return what the platform answered.

    Raises:
        PlatformRefuses: it did not do what was asked.

    """
    if not content.success:
        raise PlatformRefuses(code=content.code[:20])
    return content


def read(form: type[T], data: Any) -> T:
    """Return data in the form in which we read them.

    Raises:
        PlatformRefuses: they have another.

    """
    try:
        return TypeAdapter(form).validate_python(data)
    except ValidationError as error:
        raise PlatformRefuses from error


def portions(codes: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield codes in portions that the platform takes."""
    for start in range(0, len(codes), PAGE):
        yield codes[start : start + PAGE]
