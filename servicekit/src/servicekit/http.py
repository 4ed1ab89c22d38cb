"""The one seam through which a service calls another: deadlines, retries, trace, and the caller's token."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Annotated, Any

import httpx
import stamina
from fastapi import Depends
from opentelemetry import propagate
from starlette.requests import HTTPConnection

from servicekit.problems import NeighbourAway

TOO_BUSY = frozenset({502, 503, 504})
ATTEMPTS = 3


class Away(Exception):
    """The other side does not answer, or answers that it cannot."""


class Http:
    """Calls others; a call that does not come through is `NeighbourAway`, never half a truth."""

    def __init__(self, client: httpx.AsyncClient, headers: Mapping[str, str] | None = None) -> None:
        self._client = client
        self._headers = dict(headers or {})

    def with_headers(self, headers: Mapping[str, str]) -> "Http":
        """Return the same client with more headers on every call."""
        return Http(self._client, self._headers | dict(headers))

    async def get(self, url: str, **params: str) -> httpx.Response:
        """Return the answer to a GET, tried again while the other side is away.

        Raises:
            NeighbourAway: it stayed away.

        """
        return await self.request("GET", url, params=params, retries=ATTEMPTS)

    async def request(self, method: str, url: str, *, retries: int = 1, **options: Any) -> httpx.Response:
        """Return the answer to any request; only what may be repeated gets `retries`.

        Raises:
            NeighbourAway: no answer in time, or one that says to come later.

        """
        headers = self._headers | dict(options.pop("headers", {}))
        propagate.inject(headers)
        try:
            async for attempt in stamina.retry_context(
                on=Away, attempts=retries, timeout=5, wait_initial=0.05, wait_max=0.5
            ):
                with attempt:
                    return await self._once(method, url, headers=headers, **options)
        except Away as away:
            raise NeighbourAway(retry_after=2) from away
        raise NeighbourAway(retry_after=2)

    async def _once(self, method: str, url: str, **options: Any) -> httpx.Response:
        try:
            answer = await self._client.request(method, url, **options)
        except httpx.HTTPError as error:
            raise Away(type(error).__name__) from error
        if answer.status_code in TOO_BUSY:
            raise Away(str(answer.status_code))
        return answer


@asynccontextmanager
async def open_http(patience: float = 2.0) -> AsyncIterator[Http]:
    """Open the client of one process."""
    async with httpx.AsyncClient(
        timeout=patience,
        trust_env=False,
        limits=httpx.Limits(max_connections=50, max_keepalive_connections=20),
    ) as client:
        yield Http(client)


async def http_of(connection: HTTPConnection) -> Http:
    """Return the client of this request: it carries the caller's own token."""
    http: Http = connection.app.state.http
    kept = ("authorization", "x-request-id", "accept-language")
    return http.with_headers({name: connection.headers[name] for name in kept if name in connection.headers})


# Calls made with this are made in the caller's name.
AsCaller = Annotated[Http, Depends(http_of)]
