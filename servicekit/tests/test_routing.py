"""What is answered is kept, what is refused leaves nothing, and a repeat changes nothing."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import func, select, text

from servicekit import Service
from servicekit.db import SessionMaker
from servicekit.ids import uuid7
from servicekit.outbox import OutboxRow
from servicekit.problems import MalformedRequest
from servicekit.schemas import BigInt, open_cursor, seal_cursor
from servicekit.testing import Gateway, RecordedOutbox


async def wishes(sessions: SessionMaker) -> int:
    async with sessions() as session:
        return await session.scalar(text("select count(*) from wishes")) or 0


async def test_a_change_and_its_event_are_kept_together(
    client: httpx.AsyncClient, gateway: Gateway, announced: RecordedOutbox, sessions: SessionMaker
) -> None:
    made = await client.post("/v1/wishes", json={"text": "peace"}, headers=gateway.person("a"))

    assert made.status_code == 201
    assert await wishes(sessions) == 1
    assert await announced.types() == ["StringValue"]


async def test_a_refusal_leaves_nothing(
    client: httpx.AsyncClient, gateway: Gateway, announced: RecordedOutbox, sessions: SessionMaker
) -> None:
    refused = await client.post("/v1/wishes", json={"text": "refuse"}, headers=gateway.person("a"))
    crashed = await client.post("/v1/wishes", json={"text": "explode"}, headers=gateway.person("a"))

    assert [refused.status_code, crashed.status_code] == [409, 500]
    assert await wishes(sessions) == 0
    assert await announced.types() == []


async def test_a_commit_that_fails_is_not_answered_with_success(
    service: Service,
    settings_of: Callable[..., Any],
    own_database: str,
    real_sessions: SessionMaker,
    gateway: Gateway,
) -> None:
    async with real_sessions.begin() as session:
        await session.execute(
            text("alter table wishes add constraint late unique (owner) deferrable initially deferred")
        )
    app = service.asgi(settings_of(own_database))
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://test") as client,
    ):
        first = await client.post("/v1/wishes", json={"text": "one"}, headers=gateway.person("a"))
        second = await client.post("/v1/wishes", json={"text": "two"}, headers=gateway.person("a"))

    assert [first.status_code, second.status_code] == [201, 500]


async def test_the_same_key_gets_the_same_answer(
    client: httpx.AsyncClient, gateway: Gateway, sessions: SessionMaker
) -> None:
    header = gateway.person("a") | {"idempotency-key": "k1"}

    first = await client.post("/v1/wishes", json={"text": "peace"}, headers=header)
    again = await client.post(
        "/v1/wishes", json={"text": "peace"}, headers=gateway.person("a") | {"idempotency-key": "k1"}
    )
    other = await client.post("/v1/wishes", json={"text": "rain"}, headers=header)
    somebody = await client.post(
        "/v1/wishes", json={"text": "sun"}, headers=gateway.person("b") | {"idempotency-key": "k1"}
    )

    assert again.content == first.content
    assert [first.status_code, again.status_code, other.status_code, somebody.status_code] == [
        201,
        201,
        422,
        201,
    ]
    assert again.headers["idempotency-replayed"] == "true"
    assert other.json()["type"].endswith("/key-reused")
    assert await wishes(sessions) == 2


async def test_a_refusal_is_judged_again(client: httpx.AsyncClient, gateway: Gateway) -> None:
    header = gateway.person("a") | {"idempotency-key": "k2"}

    refused = await client.post("/v1/wishes", json={"text": "refuse"}, headers=header)
    again = await client.post("/v1/wishes", json={"text": "refuse"}, headers=header)

    assert [refused.status_code, again.status_code] == [409, 409]
    assert "idempotency-replayed" not in again.headers


async def test_a_running_twin_is_refused_at_once(
    service: Service,
    settings_of: Callable[..., Any],
    own_database: str,
    real_sessions: SessionMaker,
    gateway: Gateway,
) -> None:
    app = service.asgi(settings_of(own_database))
    header = gateway.person("a") | {"idempotency-key": "k3"}
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://test") as client,
        real_sessions.begin() as holder,
    ):
        # The first request is held up where it inserts; its twin must not wait for it.
        await holder.execute(text("lock table wishes in exclusive mode"))
        first = asyncio.create_task(client.post("/v1/wishes", json={"text": "peace"}, headers=header))
        await asyncio.sleep(0.2)
        twin = await client.post("/v1/wishes", json={"text": "peace"}, headers=header)
        await holder.rollback()
        answered = await first

    assert [answered.status_code, twin.status_code] == [201, 409]
    assert twin.json()["type"].endswith("/same-key-running")


async def test_only_the_version_that_was_read_is_changed(client: httpx.AsyncClient, gateway: Gateway) -> None:
    header = gateway.person("a")
    wish = (await client.post("/v1/wishes", json={"text": "peace"}, headers=header)).json()
    path = f"/v1/wishes/{wish['id']}"

    unsaid = await client.put(path, json={"text": "rain"}, headers=header)
    first = await client.put(path, json={"text": "rain"}, headers=header | {"if-match": '"1"'})
    stale = await client.put(path, json={"text": "snow"}, headers=header | {"if-match": '"1"'})
    of_somebody = await client.put(
        path, json={"text": "fog"}, headers=gateway.person("b") | {"if-match": '"2"'}
    )

    assert [unsaid.status_code, first.status_code, stale.status_code, of_somebody.status_code] == [
        428,
        200,
        412,
        404,
    ]
    assert stale.json()["current"] == '"2"'


async def test_rows_of_one_key_are_numbered_in_the_order_of_their_versions(
    client: httpx.AsyncClient, gateway: Gateway, sessions: SessionMaker
) -> None:
    for text_of in ("peace", "rain", "sun"):
        await client.post("/v1/wishes", json={"text": text_of}, headers=gateway.person("a"))

    async with sessions() as session:
        assert await session.scalar(select(func.count()).select_from(OutboxRow)) == 3


@pytest.mark.parametrize(
    "key", [(1,), ("1", "a"), (1, "a", 2), ({}, "a"), (2**31, "a"), (1, "\0"), (True, "a")]
)
def test_a_cursor_of_another_list_is_refused_by_name(key: tuple[object, ...]) -> None:
    assert open_cursor(seal_cursor(1, "a"), (int, str)) == [1, "a"]
    with pytest.raises(MalformedRequest) as refused:
        open_cursor(seal_cursor(*key), (int, str))
    assert refused.value.extensions["errors"][0]["parameter"] == "after"


def test_a_cursor_holds_moments_and_ids() -> None:
    moment, key = datetime(2026, 4, 30, 1, tzinfo=UTC), uuid7()

    zoneless = seal_cursor("2026-04-30T01:00:00", key)

    assert open_cursor(seal_cursor(moment, key), (datetime, UUID)) == [moment, key]
    assert open_cursor(seal_cursor(2**31), (BigInt,)) == [2**31]
    for forged in (
        seal_cursor("now", str(key)),
        seal_cursor(moment, "x"),
        seal_cursor(1, str(key)),
        zoneless,
    ):
        with pytest.raises(MalformedRequest):
            open_cursor(forged, (datetime, UUID))
