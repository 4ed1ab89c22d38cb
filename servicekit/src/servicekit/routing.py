"""Routes that own their transaction: committed after the handler, before the answer leaves.

A client never sees a success that the database did not keep. A POST with an
`Idempotency-Key` keeps its answer in the same transaction (draft-ietf-httpapi-idempotency-key-header).
"""

import hashlib
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Header
from fastapi.routing import APIRoute
from sqlalchemy import DateTime, LargeBinary, SmallInteger, String, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column
from starlette.requests import Request
from starlette.responses import Response

from servicekit.clock import utc_now
from servicekit.db import RuntimeBase, SessionMaker
from servicekit.problems import KeyMalformed, KeyReused, SameKeyRunning, StaleVersion, VersionRequired

LONGEST_KEY = 255
SUCCESS = range(200, 300)
KEPT_HEADERS = ("content-type", "location", "etag")


class IdempotencyKey(RuntimeBase):
    """What was answered to a request that may come again."""

    __tablename__ = "idempotency_keys"

    subject: Mapped[str] = mapped_column(String(200), primary_key=True)
    route: Mapped[str] = mapped_column(String(200), primary_key=True)
    key: Mapped[str] = mapped_column(String(LONGEST_KEY), primary_key=True)
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[int] = mapped_column(SmallInteger)
    headers: Mapped[dict[str, str]] = mapped_column(JSONB)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)


class TransactionalRoute(APIRoute):
    """A route whose handler runs in one transaction."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap the handler in its transaction."""
        handler = super().get_route_handler()
        route = self.path_format

        async def in_transaction(request: Request) -> Response:
            sessions: SessionMaker = request.app.state.sessions
            async with sessions.begin() as session:
                request.state.session = session
                key = request.headers.get("idempotency-key") if request.method == "POST" else None
                if key is None:
                    return await handler(request)
                return await once(request, session, route, key, handler)

        return in_transaction


class Router(APIRouter):
    """Where a feature declares its routes; `Service` puts them below `/v1`."""

    def __init__(self, *, tags: list[str]) -> None:
        super().__init__(tags=list(tags), route_class=TransactionalRoute)


async def once(
    request: Request,
    session: AsyncSession,
    route: str,
    key: str,
    handler: Callable[[Request], Coroutine[Any, Any, Response]],
) -> Response:
    """Answer a request, or give again what was answered to it before.

    Raises:
        KeyMalformed: the key is empty, too long or not printable ASCII.
        SameKeyRunning: the first request with this key has not ended.
        KeyReused: the key came with another request before.

    """
    if not (0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
        raise KeyMalformed
    subject = request.state.caller.subject
    digest = hashlib.sha256(request.scope["path"].encode() + b"?" + request.scope["query_string"] + b"\0")
    digest.update(await request.body())
    name = f"idempotency/{subject}/{route}/{key}"
    # Not ON CONFLICT: that would wait for the running twin instead of refusing at once.
    if not await session.scalar(select(func.pg_try_advisory_xact_lock(func.hashtextextended(name, 0)))):
        raise SameKeyRunning
    before = await session.get(IdempotencyKey, (subject, route, key))
    if before is not None:
        if before.fingerprint != digest.digest():
            raise KeyReused
        return Response(before.body, before.status, headers=before.headers | {"idempotency-replayed": "true"})
    response = await handler(request)
    # Only successes are kept: a refusal is judged again. An answer that may not be stored holds a secret.
    if response.status_code in SUCCESS and "no-store" not in response.headers.get("cache-control", ""):
        headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
        session.add(
            IdempotencyKey(
                subject=subject,
                route=route,
                key=key,
                fingerprint=digest.digest(),
                status=response.status_code,
                headers=headers,
                body=bytes(response.body),
                created_at=utc_now(),
            )
        )
    return response


IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", max_length=80, description="the ETag of the version that is to change"),
]


def etag(version: int) -> str:
    """Return the ETag of a version."""
    return f'"{version}"'


def check_version(if_match: str | None, version: int) -> None:
    """Refuse a change of anything but the version that the caller has read.

    Raises:
        VersionRequired: the caller did not say which.
        StaleVersion: it has changed since.

    """
    if if_match is None:
        raise VersionRequired
    if if_match.strip() not in {etag(version), "*"}:
        raise StaleVersion(current=etag(version))


def canonical(value: Any) -> bytes:
    """Return JSON whose bytes are the same for the same value."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
