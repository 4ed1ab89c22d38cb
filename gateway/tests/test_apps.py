"""Third-party applications, and services of the suite that prove themselves."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import ECKey
from sqlalchemy import select

from gateway.apps.models import App, Nonce
from gateway.apps.rules import claims_of_service
from gateway.tokens import SigningKeys
from servicekit.crypto import Vault
from servicekit.db import SessionMaker
from servicekit.testing import Gateway, StoppedClock
from servicekit.tokens import Tokens


def slug(answer: httpx.Response) -> str:
    return str(answer.json()["type"]).rpartition("/")[2]


@pytest.fixture
def administrator(gateway: Gateway) -> dict[str, str]:
    held = ("app:read", "app:edit", "item:read")
    return gateway.header("zwdd|GE_tz_admin", grants={permission: ["331000"] for permission in held})


BODY = {"name": "查询小助手", "owner": "台州某公司", "region_code": "331002", "scopes": ["item:read"]}


@pytest.fixture
def at(app_at_the_wall_clock: FastAPI, clock: StoppedClock) -> StoppedClock:
    return clock


async def test_an_application_gets_a_key_and_sees_its_secret_once(
    client: httpx.AsyncClient,
    administrator: dict[str, str],
    sessions: SessionMaker,
    vault_keys: str,
    at: StoppedClock,
) -> None:
    made = await client.post("/v1/apps", json=BODY, headers=administrator)
    listed = await client.get("/v1/apps", headers=administrator)

    async with sessions() as session:
        app = (await session.scalars(select(App))).one()
    secret = made.json()["secret"]
    assert made.status_code == 201
    assert made.headers["cache-control"] == "no-store"
    assert secret not in listed.text
    assert "secret" not in listed.json()["items"][0]
    assert Vault.from_settings(vault_keys).open(app.secret_sealed, "apps.secret") == secret
    assert app.claims == {
        "sub": app.key_id,
        "knd": "app",
        "lvl": 0,
        "grants": {"item:read": ["331002"]},
    }


@pytest.mark.parametrize(
    ("change", "status", "problem"),
    [
        ({"scopes": ["case:decide"]}, 403, "scope-not-yours"),
        ({"region_code": "331000", "scopes": ["item:read"]}, 201, None),
        ({"region_code": "330000"}, 403, "not-allowed"),
        ({"scopes": ["*"]}, 422, "malformed-request"),
        ({"quota": {"per_minute": 0}}, 422, "malformed-request"),
    ],
)
async def test_an_application_gets_nothing_that_its_registrar_does_not_hold(
    client: httpx.AsyncClient,
    administrator: dict[str, str],
    at: StoppedClock,
    change: dict[str, Any],
    status: int,
    problem: str | None,
) -> None:
    answer = await client.post("/v1/apps", json=BODY | change, headers=administrator)

    assert answer.status_code == status
    assert (slug(answer) if problem else None) == problem


async def test_an_application_of_another_city_is_not_there(
    client: httpx.AsyncClient, administrator: dict[str, str], gateway: Gateway, at: StoppedClock
) -> None:
    app = (await client.post("/v1/apps", json=BODY, headers=administrator)).json()
    held = {"app:read": ["330900"], "app:edit": ["330900"]}
    foreign = gateway.header("zwdd|GE_zs_admin", grants=held)

    answers = [
        await client.post(f"/v1/apps/{app['id']}/revoke", headers=foreign),
        await client.get(f"/v1/apps/{app['id']}/calls", headers=foreign),
    ]

    assert [(answer.status_code, slug(answer)) for answer in answers] == [(404, "no-such-app")] * 2
    assert (await client.get("/v1/apps", headers=foreign)).json()["items"] == []


async def test_a_revoked_application_stays_in_the_list(
    client: httpx.AsyncClient, administrator: dict[str, str], at: StoppedClock
) -> None:
    app = (await client.post("/v1/apps", json=BODY, headers=administrator)).json()

    revoked = await client.post(f"/v1/apps/{app['id']}/revoke", headers=administrator)

    assert revoked.status_code == 204
    listed = (await client.get("/v1/apps", headers=administrator)).json()["items"]
    assert [item["status"] for item in listed] == ["revoked"]


async def test_an_application_sees_its_own_calls_and_nobody_elses(
    client: httpx.AsyncClient,
    administrator: dict[str, str],
    gateway: Gateway,
    sessions: SessionMaker,
    at: StoppedClock,
) -> None:
    made = [(await client.post("/v1/apps", json=BODY, headers=administrator)).json() for _ in range(2)]
    one, other = (app["key_id"] for app in made)
    async with sessions.begin() as session:
        session.add_all(Nonce(key_id=one, nonce=f"n{n}", seen_at=at()) for n in range(3))
        await session.flush()
        session.add(Nonce(key_id=one, nonce="later", seen_at=at()))
        session.add(Nonce(key_id=other, nonce="n0", seen_at=at()))
        session.add(Nonce(key_id="a-device", nonce="n0", seen_at=at()))

    own = await client.get("/v1/apps/own/calls", headers=gateway.header(one, kind="app"))
    shown = await client.get(f"/v1/apps/{made[1]['id']}/calls", headers=administrator)
    person = await client.get("/v1/apps/own/calls", headers=gateway.person("p"))

    assert own.json() == [{"day": "2026-04-30", "calls": 4}]
    assert shown.json() == [{"day": "2026-04-30", "calls": 1}]
    assert person.status_code == 403


@pytest.fixture
def service_key(service_keys_file: Path) -> ECKey:
    """The key of svc-map, whose public half the gateway has."""
    key = ECKey.generate_key("P-256", {"kid": "svc-map", "use": "sig", "alg": "ES256"}, auto_kid=False)
    service_keys_file.write_text(json.dumps({"keys": [dict(key.as_dict(private=False))]}))
    return key


def assertion(key: ECKey, clock: StoppedClock, typ: str = "service-assertion+jwt", **other: Any) -> str:
    now = int(clock().timestamp())
    claims = {"iss": "svc-map", "sub": "svc-map", "aud": "sanzhi-gateway", "iat": now, "exp": now + 60}
    claims |= {"jti": f"proof-{other.pop('number', 1):04d}"} | other
    return jwt.encode({"alg": "ES256", "typ": typ, "kid": "svc-map"}, claims, key)


async def test_a_service_gets_a_token_in_its_own_name(
    client: httpx.AsyncClient, gateway: Gateway, service_key: ECKey, at: StoppedClock, signing_key_file: Path
) -> None:
    body = {"assertion": assertion(service_key, at)}

    given = await client.post("/v1/service-tokens", json=body, headers=gateway.visitor)

    caller = await Tokens(SigningKeys.load(signing_key_file).public()).caller(given.json()["token"])
    assert given.status_code == 200
    assert given.headers["cache-control"] == "no-store"
    assert given.json()["expires_in"] == 60
    assert caller is not None
    assert (caller.subject, caller.kind, caller.grants) == ("svc-map", "service", {})


def test_only_the_catalogue_may_look_at_what_others_hold_of_it() -> None:
    assert claims_of_service("svc-catalog")["grants"] == {"drift:read": ["330000"]}
    assert claims_of_service("svc-filing")["grants"] == {}


async def test_an_assertion_is_good_once(
    client: httpx.AsyncClient, gateway: Gateway, service_key: ECKey, at: StoppedClock
) -> None:
    body = {"assertion": assertion(service_key, at)}
    await client.post("/v1/service-tokens", json=body, headers=gateway.visitor)

    again = await client.post("/v1/service-tokens", json=body, headers=gateway.visitor)

    assert (again.status_code, slug(again)) == (401, "assertion-refused")


@pytest.mark.parametrize(
    "wrong",
    [
        {"typ": "txn+jwt"},
        {"aud": "somebody-else"},
        {"iss": "svc-filing"},
        {"sub": "svc-filing", "iss": "svc-filing"},
        {"exp": 10**10},
        {"exp": 10**9, "iat": 10**9 - 60},
        {"iat": "yesterday"},
        {"jti": 7},
        {"jti": "short"},
    ],
)
async def test_an_assertion_that_says_something_else_is_refused(
    client: httpx.AsyncClient, gateway: Gateway, service_key: ECKey, at: StoppedClock, wrong: dict[str, Any]
) -> None:
    body = {"assertion": assertion(service_key, at, **wrong)}

    refused = await client.post("/v1/service-tokens", json=body, headers=gateway.visitor)

    assert (refused.status_code, slug(refused)) == (401, "assertion-refused")


async def test_an_assertion_by_a_stranger_is_refused(
    client: httpx.AsyncClient, gateway: Gateway, service_key: ECKey, at: StoppedClock
) -> None:
    stranger = ECKey.generate_key("P-256", {"kid": "svc-map"}, auto_kid=False)

    for text in (assertion(stranger, at), "x" * 40):
        refused = await client.post("/v1/service-tokens", json={"assertion": text}, headers=gateway.visitor)
        assert (refused.status_code, slug(refused)) == (401, "assertion-refused")


async def test_a_service_whose_key_was_replaced_is_believed_with_the_new_one(
    client: httpx.AsyncClient,
    gateway: Gateway,
    service_key: ECKey,
    service_keys_file: Path,
    at: StoppedClock,
) -> None:
    old = assertion(service_key, at, number=1)
    new_key = ECKey.generate_key("P-256", {"kid": "svc-map"}, auto_kid=False)
    await client.post("/v1/service-tokens", json={"assertion": old}, headers=gateway.visitor)
    service_keys_file.write_text(json.dumps({"keys": [dict(new_key.as_dict(private=False))]}))

    answers = [
        await client.post("/v1/service-tokens", json={"assertion": text}, headers=gateway.visitor)
        for text in (assertion(service_key, at, number=2), assertion(new_key, at, number=3))
    ]

    assert [answer.status_code for answer in answers] == [401, 200]


@pytest.mark.parametrize("content", [None, "", "[]", '{"keys": [{"kty": "EC"}]}'])
async def test_without_good_keys_nobody_is_believed(
    client: httpx.AsyncClient,
    gateway: Gateway,
    service_key: ECKey,
    service_keys_file: Path,
    at: StoppedClock,
    content: str | None,
) -> None:
    if content is None:
        service_keys_file.unlink()
    else:
        service_keys_file.write_text(content)

    refused = await client.post(
        "/v1/service-tokens", json={"assertion": assertion(service_key, at)}, headers=gateway.visitor
    )

    assert (refused.status_code, slug(refused)) == (401, "assertion-refused")
