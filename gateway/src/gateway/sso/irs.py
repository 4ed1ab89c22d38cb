"""The provincial API gateway (IRS), through which the newer calls and many of the older ones go."""

from urllib.parse import urlsplit

import orjson
from httpx import Response

from gateway.sso.signatures import irs_headers
from servicekit.clock import Clock
from servicekit.http import Http


class IrsGateway:
    """Posts to routes of the IRS gateway, each call signed with our access key."""

    def __init__(self, http: Http, base_url: str, access_key: str, secret_key: str, clock: Clock) -> None:
        self._http = http
        self._base_url = base_url.rstrip("/")
        self._access_key = access_key
        self._secret_key = secret_key
        self._clock = clock

    async def post_form(self, route: str, form: dict[str, str]) -> Response:
        """Post a form; its fields are not part of the signature."""
        url = f"{self._base_url}/{route}"
        return await self._http.request("POST", url, data=form, headers=self._headers(url))

    async def post_json(
        self, route: str, body: dict[str, str], headers: dict[str, str] | None = None
    ) -> Response:
        """Post JSON, as the real clients do: no query, so that only method, path and time are signed."""
        return await self.post_bytes(route, orjson.dumps(body), headers)

    async def post_bytes(self, route: str, body: bytes, headers: dict[str, str] | None = None) -> Response:
        """Post JSON that the caller has signed byte by byte."""
        url = f"{self._base_url}/{route}"
        sent = self._headers(url) | {"content-type": "application/json"} | (headers or {})
        return await self._http.request("POST", url, content=body, headers=sent)

    def _headers(self, url: str) -> dict[str, str]:
        path = urlsplit(url).path
        return irs_headers(self._secret_key, self._access_key, "POST", path, (), self._clock())
