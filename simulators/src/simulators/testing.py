"""Clients that sign by hand, line by line, for the simulators' own tests.

Nobody else signs with them: a shared signer would hide a shared mistake.
"""

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import count
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from httpx import AsyncClient, Response

SHANGHAI = ZoneInfo("Asia/Shanghai")
IRS_TICKET = "/restapi/prod/IC33000020220228000002/sso/servlet/simpleauth"
IRS_USER = "/restapi/prod/IC33000020220228000004/sso/servlet/simpleauth"
IRS_EXCHANGE = "/restapi/prod/IC33000020220329000007/uc/sso/access_token"
IRS_INFO = "/restapi/prod/IC33000020220329000008/uc/sso/getUserInfo"
ESSO_QUERY = "/restapi/prod/IC33000020220309000001/rest/user/query"


class Province:
    """A client of the province, registered as servicecode svc."""

    def __init__(self, http: AsyncClient) -> None:
        self.http = http

    async def ticket(self, persona: str = "lin-xiao", servicecode: str = "svc") -> str:
        """Return a ticket that the province gave out without its page."""
        wish = {"persona": persona, "servicecode": servicecode}
        ticket: str = (await self.http.post("/_sim/tickets", json=wish)).json()["ticket"]
        return ticket

    def form(self, *, servicecode: str = "svc", servicepwd: str = "pwd", **given: str) -> dict[str, str]:
        """Return the form of a classic call, signed for the time it carries."""
        time = given.get("time", datetime.now(SHANGHAI).strftime("%Y%m%d%H%M%S"))
        sign = hashlib.md5(f"{servicecode}{servicepwd}{time}".encode()).hexdigest()
        return {"servicecode": servicecode, "time": time, "sign": sign, "datatype": "json"} | given

    async def classic(self, method: str, **given: str) -> dict[str, Any]:
        """Return the answer to a classic call that goes straight to the province."""
        address = f"/sso/servlet/simpleauth?method={method}"
        answer: dict[str, Any] = (await self.http.post(address, data=self.form(**given))).json()
        return answer

    async def user(self, persona: str) -> dict[str, Any]:
        """Return what getUserInfo says of a persona."""
        token = (await self.classic("ticketValidation", st=await self.ticket(persona)))["token"]
        return await self.classic("getUserInfo", token=token)

    def headers(
        self, path: str, *, method: str = "POST", query: str = "", seconds_ago: float = 0, **given: str
    ) -> dict[str, str]:
        """Return the HMAC headers, put together line by line."""
        date = format_datetime(datetime.now(UTC) - timedelta(seconds=seconds_ago), usegmt=True)
        access_key, secret = given.get("ak", "BCDSGA_test"), given.get("sk", "test-secret")
        text = f"{method}\n{path}\n{query}\n{access_key}\n{date}\n"
        digest = hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()
        return {
            "X-BG-HMAC-SIGNATURE": base64.b64encode(digest).decode(),
            "X-BG-HMAC-ALGORITHM": "hmac-sha256",
            "X-BG-HMAC-ACCESS-KEY": access_key,
            "X-BG-DATE-TIME": date,
        }

    async def irs(self, path: str, body: dict[str, str], **given: Any) -> Response:
        """Call the IRS gateway with a JSON body and an empty query."""
        return await self.http.post(path, json=body, headers=self.headers(path, **given))


class Staff:
    """A client of the staff platform that signs POST forms."""

    def __init__(self, http: AsyncClient) -> None:
        self.http = http
        self._serial = count(1)

    def headers(
        self, method: str, path: str, signed: str, *, zulu: bool = False, seconds_ago: float = 0, **given: str
    ) -> dict[str, str]:
        """Return the X-Hmac-Auth headers; `signed` is the parameters as one line."""
        now = datetime.now(UTC) - timedelta(seconds=seconds_ago)
        local = now.astimezone(SHANGHAI).isoformat(timespec="milliseconds")
        timestamp = f"{now.strftime('%Y-%m-%dT%H:%M:%S')}.000Z" if zulu else local
        nonce = given.get("nonce", f"{int(now.timestamp() * 1000)}{next(self._serial):04d}")
        text = f"{method}\n{timestamp}\n{nonce}\n{path}" + (f"\n{signed}" if signed else "")
        digest = hmac.new(given.get("secret", "test-secret").encode(), text.encode(), hashlib.sha256).digest()
        return {
            "X-Hmac-Auth-Timestamp": timestamp,
            "X-Hmac-Auth-Version": "1.0",
            "X-Hmac-Auth-Nonce": nonce,
            "X-Hmac-Auth-IP": "127.0.0.1",
            "X-Hmac-Auth-MAC": "00:00:00:00:00:00",
            "apiKey": "sanzhi-app",
            "X-Hmac-Auth-Signature": base64.b64encode(digest).decode(),
        }

    async def post(self, path: str, *pairs: tuple[str, str], **given: Any) -> Response:
        """Call by a form."""
        signed = "&".join(f"{name}={value}" for name, value in sorted(pairs))
        headers = self.headers("POST", path, signed, **given)
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        return await self.http.post(path, content=urlencode(pairs), headers=headers)

    async def content(self, path: str, *pairs: tuple[str, str]) -> dict[str, Any]:
        """Return the inner envelope of a call."""
        content: dict[str, Any] = (await self.post(path, *pairs)).json()["content"]
        return content

    async def token(self) -> str:
        """Return a new access token."""
        content = await self.content("/gettoken.json", ("appkey", "sanzhi-app"), ("appsecret", "test-secret"))
        token: str = content["data"]["accessToken"]
        return token


class Sources:
    """A client of the sharing platform."""

    PURPOSE = '{"powerMatters":"公积金-00001","materialName":"住房公积金账户信息","sponsorName":"李敏"}'

    def __init__(self, http: AsyncClient) -> None:
        self.http = http

    def parameters(self, secret: str, **given: str) -> dict[str, str]:
        """Return the parameters of a call, signed with a secret."""
        time = str(int(datetime.now(UTC).timestamp() * 1000))
        sign = hashlib.md5(f"key{secret}{time}".encode()).hexdigest()
        return {"appKey": "key", "requestTime": time, "sign": sign} | given

    async def secrets(self) -> dict[str, Any]:
        """Return new secrets."""
        answer = await self.http.get(
            "/gateway/app/refreshTokenByKey.htm", params=self.parameters("app-secret")
        )
        secrets: dict[str, Any] = answer.json()["datas"]
        return secrets

    async def data(self, name: str, card_id: str, **given: str) -> Response:
        """Read one source."""
        secret = given.pop("secret", None) or (await self.secrets())["requestSecret"]
        parameters = self.parameters(secret, **({"cardId": card_id, "additional": self.PURPOSE} | given))
        return await self.http.post(f"/gateway/api/001003001/dataSharing/{name}.htm", data=parameters)
