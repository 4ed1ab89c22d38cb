"""Fetches the services' documents, and keeps the joined one for a while."""

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any

import orjson

from gateway.portal import rules
from gateway.portal.rules import Document
from servicekit.http import Http
from servicekit.problems import NeighbourAway

OWN = "gateway"
KEPT = 30.0  # seconds
OK = 200


class Portal:
    """The joined document; a service that is away keeps its last known part."""

    def __init__(self, http: Http, upstreams: Mapping[str, str], own: Callable[[], Document]) -> None:
        names = {name.removeprefix("svc-"): url.rstrip("/") for name, url in upstreams.items()}
        self._upstreams = {name: url for name, url in names.items() if name != OWN}
        self._http = http
        self._own = own
        self._known: dict[str, Document | None] = dict.fromkeys(self._upstreams)
        self._joined: bytes = b""
        self._fresh_until = 0.0
        self._fetching = asyncio.Lock()

    async def document(self) -> bytes:
        """Return the joined document as JSON."""
        async with self._fetching:
            if time.monotonic() >= self._fresh_until:
                await self._fetch_all()
        return self._joined

    async def _fetch_all(self) -> None:
        found = await asyncio.gather(*(self._fetch(url) for url in self._upstreams.values()))
        for name, document in zip(self._upstreams, found, strict=True):
            self._known[name] = document or self._known[name]
        self._joined = orjson.dumps(rules.joined({OWN: self._own(), **self._known}))
        # As long as somebody is missing, the next reader looks again.
        self._fresh_until = time.monotonic() + (KEPT if all(found) else 0.0)

    async def _fetch(self, url: str) -> Document | None:
        try:
            answer = await self._http.request("GET", f"{url}/openapi.json")
        except NeighbourAway:
            return None
        try:
            found: Any = orjson.loads(answer.content) if answer.status_code == OK else None
        except orjson.JSONDecodeError:
            return None
        return found if isinstance(found, dict) and isinstance(found.get("paths"), dict) else None
