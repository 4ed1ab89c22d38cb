"""Anchors: a service cannot shorten or rewrite its audit without the gateway noticing."""

from typing import Any

import httpx
import pytest

from servicekit.testing import Gateway

FIRST, SECOND = "1" * 64, "2" * 64


@pytest.fixture
def filing(gateway: Gateway) -> dict[str, str]:
    """svc-filing, speaking for itself."""
    return gateway.header("svc-filing", kind="service", level=0)


@pytest.fixture
def auditor(gateway: Gateway) -> dict[str, str]:
    return gateway.header("zwdd|GE_tz_audit", grants={"audit:read": ["331000"]})


async def tell(client: httpx.AsyncClient, who: dict[str, str], position: Any, head: Any) -> httpx.Response:
    return await client.post("/v1/audit-anchors", json={"position": position, "hash": head}, headers=who)


async def test_a_chain_grows_and_its_heads_are_kept(
    client: httpx.AsyncClient, filing: dict[str, str], auditor: dict[str, str], gateway: Gateway
) -> None:
    for position, head in ((7, FIRST), (7, FIRST), (9, SECOND)):
        assert (await tell(client, filing, position, head)).status_code == 201
    await tell(client, gateway.header("svc-map", kind="service"), 3, SECOND)

    first = (await client.get("/v1/audit-anchors?service=svc-filing&limit=1", headers=auditor)).json()
    rest = (
        await client.get(f"/v1/audit-anchors?service=svc-filing&after={first['next']}", headers=auditor)
    ).json()

    assert [(a["position"], a["hash"]) for a in first["items"] + rest["items"]] == [(9, SECOND), (7, FIRST)]
    assert rest["next"] is None


@pytest.mark.parametrize(("position", "head"), [(7, SECOND), (6, FIRST), (1, SECOND)])
async def test_a_cut_or_rewritten_chain_is_noticed(
    client: httpx.AsyncClient, filing: dict[str, str], position: int, head: str
) -> None:
    await tell(client, filing, 7, FIRST)

    refused = await tell(client, filing, position, head)

    assert refused.status_code == 409
    assert refused.json()["type"].endswith("/chain-contradicts")
    assert (refused.json()["position"], refused.json()["hash"]) == (7, FIRST)


@pytest.mark.parametrize(
    ("position", "head", "pointer"),
    [(0, FIRST, "#/position"), (2**63, FIRST, "#/position"), (1, "xyz", "#/hash"), (1, "A" * 64, "#/hash")],
)
async def test_only_a_position_and_a_hash_are_taken(
    client: httpx.AsyncClient, filing: dict[str, str], position: int, head: str, pointer: str
) -> None:
    refused = await tell(client, filing, position, head)

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == pointer


async def test_only_services_anchor_and_only_auditors_read(
    client: httpx.AsyncClient, filing: dict[str, str], auditor: dict[str, str], gateway: Gateway
) -> None:
    anchored = [await tell(client, who, 1, FIRST) for who in (auditor, gateway.visitor, gateway.device("k"))]
    read = [
        await client.get("/v1/audit-anchors?service=svc-filing", headers=who)
        for who in (filing, gateway.visitor, gateway.person("p"))
    ]

    assert [answer.status_code for answer in anchored] == [403, 401, 403]
    assert [answer.status_code for answer in read] == [403, 401, 403]


@pytest.mark.parametrize("after", ["WyJ4Il0", "WzFlNDBd", "Wy0xXQ", "garbage"])
async def test_a_cursor_of_another_list_is_refused(
    client: httpx.AsyncClient, auditor: dict[str, str], after: str
) -> None:
    refused = await client.get(f"/v1/audit-anchors?service=svc-map&after={after}", headers=auditor)

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["parameter"] == "after"
