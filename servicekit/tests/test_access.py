"""A route that does not say who may call it cannot be built, and regions keep rows apart."""

from typing import Annotated

import httpx
import pytest
from fastapi import APIRouter, WebSocket
from sqlalchemy import func, select

from servicekit import Service
from servicekit.audit import AuditRow
from servicekit.auth import Access, AccessNotDeclaredError, Needs, Own, Public, Scope
from servicekit.db import RuntimeBase, SessionMaker
from servicekit.routing import Router
from servicekit.scope import covers, prefix
from servicekit.testing import Gateway


def build(router: APIRouter) -> Service:
    return Service(name="svc-planted", base=RuntimeBase, routers=[router])


def test_a_route_without_a_rule_cannot_be_built() -> None:
    router = Router(tags=[])
    router.add_api_route("/x", lambda: None)

    with pytest.raises(AccessNotDeclaredError):
        build(router)


def test_a_route_with_two_rules_cannot_be_built() -> None:
    router = Router(tags=[])
    router.add_api_route("/x", lambda: None, dependencies=[Own(), Public("nothing")])

    with pytest.raises(AccessNotDeclaredError):
        build(router)


def test_a_websocket_without_a_rule_cannot_be_built() -> None:
    router = Router(tags=[])

    async def socket(socket: WebSocket) -> None: ...

    router.add_api_websocket_route("/x", socket)

    with pytest.raises(AccessNotDeclaredError):
        build(router)


def test_a_nested_route_without_a_rule_cannot_be_built() -> None:
    inner, outer = Router(tags=[]), Router(tags=[])
    inner.add_api_route("/x", lambda: None)
    outer.include_router(inner)

    with pytest.raises(AccessNotDeclaredError):
        build(outer)


def test_a_route_added_later_stops_the_start() -> None:
    router = Router(tags=[])
    service = build(router)
    router.add_api_route("/x", lambda: None)

    with pytest.raises(AccessNotDeclaredError):
        service.asgi()


def test_a_route_outside_the_transaction_cannot_be_built() -> None:
    router = APIRouter()
    router.add_api_route("/x", lambda: None, dependencies=[Own()])

    with pytest.raises(TypeError):
        build(router)


def test_a_public_route_says_why() -> None:
    with pytest.raises(ValueError, match="harms nobody"):
        Public("")


def test_a_declared_route_can_be_built() -> None:
    router = Router(tags=[])

    async def read(_access: Annotated[Access, Needs("x:read", Scope.REGION)]) -> None: ...

    router.add_api_route("/x", read)

    assert build(router)


@pytest.mark.parametrize(
    ("code", "begins"),
    [
        ("330000", "33"),
        ("331000", "3310"),
        ("331002", "331002"),
        ("331001", "331001"),
        ("331081100", "331081100"),
    ],
)
def test_a_region_is_what_its_code_begins_with(code: str, begins: str) -> None:
    assert prefix(code) == begins
    assert covers([code], begins.ljust(12, "9"))


async def test_each_clerk_sees_the_own_region_only(client: httpx.AsyncClient, gateway: Gateway) -> None:
    for text, region in (("in jiaojiang", "331002001"), ("in wenling", "331081"), ("in dinghai", "330902")):
        made = await client.post(
            "/v1/wishes", json={"text": text, "region_code": region}, headers=gateway.person("a")
        )
        assert made.status_code == 201

    async def seen(*regions: str) -> list[str]:
        header = gateway.header("clerk", grants={"wish:read": regions})
        return [wish["text"] for wish in (await client.get("/v1/wishes", headers=header)).json()]

    assert await seen("331002") == ["in jiaojiang"]
    assert await seen("331081") == ["in wenling"]
    assert await seen("331000") == ["in jiaojiang", "in wenling"]
    assert await seen("330000") == ["in dinghai", "in jiaojiang", "in wenling"]
    assert await seen("331003", "330902") == ["in dinghai"]


async def test_a_grant_without_regions_opens_nothing(client: httpx.AsyncClient, gateway: Gateway) -> None:
    empty = await client.get("/v1/wishes", headers=gateway.header("clerk", grants={"wish:read": []}))
    another = await client.get(
        "/v1/wishes", headers=gateway.header("clerk", grants={"wish:edit": ["331000"]})
    )
    visitor = await client.get("/v1/wishes", headers=gateway.visitor)

    assert [empty.status_code, another.status_code, visitor.status_code] == [403, 403, 401]


async def test_a_refusal_is_remembered(
    client: httpx.AsyncClient, gateway: Gateway, sessions: SessionMaker
) -> None:
    await client.get("/v1/wishes", headers=gateway.header("nosy"))

    async with sessions() as session:
        refused = await session.scalar(
            select(func.count()).where(AuditRow.actor == "nosy", AuditRow.result == "refused")
        )
    assert refused == 1
