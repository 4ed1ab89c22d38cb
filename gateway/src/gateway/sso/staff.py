"""Members of staff: the staff platform's QR scan and its in-app sign-on (domain.md 7.3)."""

import asyncio
import secrets
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from gateway.settings import Settings
from gateway.sso.errors import ProviderRefusesUs, TicketRefused
from gateway.sso.replies import Reply, Subject, json_of, read
from gateway.sso.signatures import staff_signature, staff_timestamp
from gateway.sso.types import Kind, ProvenIdentity, Way
from servicekit.clock import Clock
from servicekit.http import Http

ISSUER = "zwdd"

TOKEN = "/gettoken.json"  # noqa: S105 - a path
BY_SCAN, IN_APP = "/rpc/oauth2/getuserinfo_bycode.json", "/rpc/oauth2/dingtalk_app_user.json"

BAD_TOKEN = "40014"  # noqa: S105 - the platform's code for an access token that has ended
LEVEL = 3  # an employer has seen the member of staff
BEFORE_THE_END = timedelta(seconds=60)


class Content(Reply):
    """What an envelope holds."""

    success: bool
    data: dict[str, Any] | None = None
    responseCode: str | None = None  # noqa: N815 - the provider's name


class Envelope(Reply):
    """What every answer has."""

    success: bool
    content: Content


class AccessToken(Reply):
    """The answer to gettoken."""

    accessToken: str  # noqa: N815
    expiresIn: int  # noqa: N815 - seconds, 7200


class Employee(Reply):
    """The part of a user that we keep."""

    employeeCode: Subject  # noqa: N815
    lastName: str = ""  # noqa: N815 - the whole name


class StaffPlatform:
    """The staff platform; its access token is kept until shortly before it ends."""

    name = "staff"

    def __init__(self, http: Http, settings: Settings, clock: Clock) -> None:
        self._http = http
        self._api_url = settings.staff_url.rstrip("/")
        self._login_url = settings.staff_login_url.rstrip("/") or self._api_url
        self._client_id = settings.staff_client_id
        self._app_key = settings.staff_app_key
        self._app_secret = settings.staff_app_secret.get_secret_value()
        self._callback = f"{settings.public_url.rstrip('/')}/api/gateway/v1/sso/staff/callback"
        self._clock = clock
        self._token: AccessToken | None = None
        self._ends_at: datetime | None = None
        self._asking = asyncio.Lock()

    def begin(self, state: str, way: Way) -> str:  # noqa: ARG002 - there is one page
        """Return the page that shows the QR code."""
        query = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": self._callback,
            "scope": "get_user_info",
            "authType": "QRCODE",
            "state": state,
        }
        return f"{self._login_url}/oauth2/auth.htm?{urlencode(query)}"

    def state_of(self, params: Mapping[str, str]) -> str:
        """Return the state as the platform gives it back."""
        return params.get("state", "")

    async def finish(self, params: Mapping[str, str]) -> ProvenIdentity:
        """Turn the code of a scan into a member of staff; the platform accepts it once.

        Raises:
            TicketRefused: there is none, or it was used before or has expired (40078).
            ProviderRefusesUs: our key, signature or clock is not accepted.

        """
        if not params.get("code"):
            raise TicketRefused
        return await self._employee(BY_SCAN, code=params["code"])

    async def in_app(self, auth_code: str) -> ProvenIdentity:
        """Turn the code that the platform's own app hands to a page (免登) into a member of staff.

        Raises:
            TicketRefused: it was used before or has expired (40078).
            ProviderRefusesUs: our key, signature or clock is not accepted.

        """
        return await self._employee(IN_APP, auth_code=auth_code)

    async def _employee(self, path: str, **code: str) -> ProvenIdentity:
        content = await self._call(path, access_token=await self._access_token(), **code)
        if not content.success and content.responseCode == BAD_TOKEN:
            # Ended before its time: somebody restarted the platform or changed the secret.
            self._token = None
            content = await self._call(path, access_token=await self._access_token(), **code)
        if not content.success:
            raise TicketRefused(provider_code=(content.responseCode or "")[:20])
        employee = read(Employee, content.data)
        return ProvenIdentity(
            issuer=ISSUER,
            subject=employee.employeeCode,
            kind=Kind.STAFF,
            level=LEVEL,
            name=employee.lastName,
        )

    async def _access_token(self) -> str:
        """Return the access token, asking for one only when there is none that lasts."""
        async with self._asking:
            now = self._clock()
            if self._token is None or self._ends_at is None or now >= self._ends_at:
                content = await self._call(TOKEN, appkey=self._app_key, appsecret=self._app_secret)
                if not content.success:
                    raise ProviderRefusesUs(provider_code=(content.responseCode or "")[:20])
                self._token = read(AccessToken, content.data)
                self._ends_at = now + timedelta(seconds=self._token.expiresIn) - BEFORE_THE_END
            return self._token.accessToken

    async def _call(self, path: str, **params: str) -> Content:
        now = self._clock()
        timestamp = staff_timestamp(now)
        nonce = f"{int(now.timestamp() * 1000)}{secrets.randbelow(10_000):04d}"
        headers = {
            "X-Hmac-Auth-Timestamp": timestamp,
            "X-Hmac-Auth-Version": "1.0",
            "X-Hmac-Auth-Nonce": nonce,
            "X-Hmac-Auth-IP": "127.0.0.1",
            "X-Hmac-Auth-MAC": machine(),
            "apiKey": self._app_key,
            "X-Hmac-Auth-Signature": staff_signature(
                self._app_secret, "POST", timestamp, nonce, path, params.items()
            ),
        }
        answer = await self._http.request("POST", f"{self._api_url}{path}", data=params, headers=headers)
        return read(Envelope, json_of(answer)).content


def machine() -> str:
    """Return the hardware address that the platform wants with every call."""
    digits = f"{uuid.getnode():012X}"
    return ":".join(digits[place : place + 2] for place in range(0, 12, 2))
