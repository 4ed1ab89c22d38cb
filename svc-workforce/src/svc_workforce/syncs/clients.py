"""Calls to the staff platform, signed as it wants them (domain.md §7.3)."""

import base64
import hmac
import secrets
import uuid
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from servicekit.clock import utc_now
from servicekit.http import Http
from svc_workforce.people.types import Directory, Employee
from svc_workforce.settings import Settings
from svc_workforce.syncs.errors import PlatformRefuses

SHANGHAI = ZoneInfo("Asia/Shanghai")
PAGE = 100
Params = Sequence[tuple[str, str]]


def signature(secret: str, method: str, timestamp: str, nonce: str, path: str, params: Params = ()) -> str:
    """Return X-Hmac-Auth-Signature: raw values, names sorted without regard to case, no empty values."""
    kept = sorted((pair for pair in params if pair[1]), key=lambda pair: (pair[0].lower(), pair[1]))
    lines = [method, timestamp, nonce, path]
    if kept:
        lines.append("&".join(f"{name}={value}" for name, value in kept))
    digest = hmac.new(secret.encode(), "\n".join(lines).encode(), "sha256").digest()
    return base64.b64encode(digest).decode()


def portions(codes: Iterable[str], size: int = PAGE) -> Iterator[list[str]]:
    """Yield codes in portions that the platform takes."""
    found = list(codes)
    for start in range(0, len(found), size):
        yield found[start : start + size]


class StaffPlatform:
    """Reads the whole directory; its access token is kept until shortly before it ends."""

    def __init__(self, http: Http, settings: Settings) -> None:
        self._http = http
        self._settings = settings
        self._token = ""
        self._token_ends = datetime.min.replace(tzinfo=SHANGHAI)

    async def directory(self) -> Directory:
        """Return organisations, people and posts as they are now.

        Raises:
            NeighbourAway: the platform does not answer.
            PlatformRefuses: it does not accept a call.

        """
        found = Directory()
        scopes = (await self._call("/auth/scopesV2", [])).get("deptVisibleScopes", [])
        codes: list[str] = []
        waiting = list(scopes)
        while waiting:
            code = waiting.pop()
            codes.append(code)
            waiting += await self._pages("/mozi/organization/pageSubOrganizationCodes", code)
        for some in portions(codes):
            wanted = [("organizationCodes", code) for code in some]
            for one in (await self._call("/mozi/organization/listOrganizationsByCodes", wanted))["data"]:
                found.organisations[one["organizationCode"]] = {
                    "code": one["organizationCode"],
                    "name": one["organizationName"],
                    "region_code": str(one["divisionCode"])[:6],
                    "parent_code": one.get("parentCode"),
                }
        for code in codes:
            rows = await self._pages("/mozi/organization/pageOrganizationEmployeePositions", code)
            found.heads[code] = len(rows)
            for row in rows:
                if row["status"] == "A":
                    found.employees[row["employeeCode"]] = self._employee(row, found)
        return found

    def _employee(self, row: dict[str, Any], found: Directory) -> Employee:
        posts = [
            {
                "organisation_code": post["organizationCode"],
                "region_code": found.organisations[post["organizationCode"]]["region_code"],
                "title": post["govEmpPosJob"],
                "is_main": bool(post["mainJob"]),
            }
            for post in row["govEmployeePositions"]
            if post["organizationCode"] in found.organisations
        ]
        posts.sort(key=lambda post: (not post["is_main"], post["organisation_code"], post["title"]))
        return Employee(row["employeeCode"], row["employeeName"], posts)

    async def _pages(self, path: str, code: str) -> list[Any]:
        rows: list[Any] = []
        while True:
            page = len(rows) // PAGE + 1
            params = [("organizationCode", code), ("pageNo", str(page)), ("pageSize", str(PAGE))]
            params += [("returnTotalSize", "true"), ("employeeStatus", "A"), ("status", "A")]
            content = await self._call(path, params)
            rows += content["data"] or []
            if len(content["data"] or []) < PAGE:
                return rows

    async def _access_token(self) -> str:
        if utc_now() >= self._token_ends:
            secret = self._settings.staff_app_secret.get_secret_value()
            wanted = [("appkey", self._settings.staff_app_key), ("appsecret", secret)]
            data = (await self._signed("/gettoken.json", wanted))["data"]
            self._token = data["accessToken"]
            self._token_ends = utc_now() + timedelta(seconds=int(data["expiresIn"]) - 60)
        return self._token

    async def _call(self, path: str, params: Params) -> dict[str, Any]:
        token = await self._access_token()
        common = [("access_token", token), ("tenantId", self._settings.staff_tenant_id)]
        return await self._signed(path, [*common, *params])

    async def _signed(self, path: str, params: Params) -> dict[str, Any]:
        now = utc_now()
        timestamp = now.astimezone(SHANGHAI).isoformat(timespec="milliseconds")
        nonce = f"{int(now.timestamp() * 1000)}{secrets.randbelow(10_000):04d}"
        secret = self._settings.staff_app_secret.get_secret_value()
        digits = f"{uuid.getnode():012X}"
        headers = {
            "X-Hmac-Auth-Timestamp": timestamp,
            "X-Hmac-Auth-Version": "1.0",
            "X-Hmac-Auth-Nonce": nonce,
            "X-Hmac-Auth-IP": "127.0.0.1",
            "X-Hmac-Auth-MAC": ":".join(digits[place : place + 2] for place in range(0, 12, 2)),
            "apiKey": self._settings.staff_app_key,
            "X-Hmac-Auth-Signature": signature(secret, "POST", timestamp, nonce, path, params),
        }
        form: dict[str, list[str]] = {}
        for name, value in params:
            form.setdefault(name, []).append(value)
        answer = await self._http.request("POST", self._settings.staff_url + path, data=form, headers=headers)
        try:
            content: dict[str, Any] = orjson.loads(answer.content)["content"]
        except (ValueError, KeyError, TypeError) as error:
            raise PlatformRefuses from error
        if not content.get("success"):
            raise PlatformRefuses(code=str(content.get("responseCode", ""))[:20])
        return content
