"""Devices: a code for one, its key with the proof that it has the private half, and no longer that key."""

import base64
import hmac
import time
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import ECKey
from sqlalchemy import select

from gateway.devices.models import DeviceKey, Enrolment
from gateway.devices.rules import hash_of, new_code
from servicekit.clock import utc_now
from servicekit.db import SessionMaker
from servicekit.testing import Gateway, StoppedClock

KIOSK = "KS-331002-0001"


def slug(answer: httpx.Response) -> str:
    return str(answer.json()["type"]).rpartition("/")[2]


@pytest.fixture
def operator(gateway: Gateway) -> dict[str, str]:
    """Who looks after the kiosks of 椒江."""
    return gateway.header("zwdd|GE_jj_kiosks", grants={"device:enrol": ["331002"], "device:read": ["331002"]})


@pytest.fixture
def at(app_at_the_wall_clock: FastAPI, clock: StoppedClock) -> StoppedClock:
    """The time of codes and proofs."""
    return clock


def proof_of(key: ECKey, clock: StoppedClock, code: str, device_id: str = KIOSK, **other: Any) -> str:
    claims = {"sub": device_id, "code": code, "iat": int(clock().timestamp())} | other.pop("claims", {})
    header = {"alg": "ES256", "typ": "device-enrolment+jwt"} | other
    return jwt.encode(header, claims, key)


def body_of(key: ECKey, clock: StoppedClock, code: str, **other: Any) -> dict[str, Any]:
    public = {name: key.as_dict(private=False)[name] for name in ("kty", "crv", "x", "y")}
    return {
        "device_id": KIOSK,
        "code": code,
        "public_key": public,
        "proof": proof_of(key, clock, code),
    } | other


async def code_for(client: httpx.AsyncClient, operator: dict[str, str], device_id: str = KIOSK) -> str:
    body = {"device_id": device_id, "region_code": "331002001"}
    opened = await client.post("/v1/devices/enrolments", json=body, headers=operator)
    assert opened.status_code == 201, opened.text
    assert opened.headers["cache-control"] == "no-store"
    return str(opened.json()["code"])


async def test_a_device_hands_in_its_key_with_its_code(
    client: httpx.AsyncClient,
    operator: dict[str, str],
    gateway: Gateway,
    at: StoppedClock,
    sessions: SessionMaker,
) -> None:
    code, key = await code_for(client, operator), ECKey.generate_key("P-256")

    enrolled = await client.post("/v1/devices", json=body_of(key, at, code), headers=gateway.visitor)

    async with sessions() as session:
        device = (await session.scalars(select(DeviceKey))).one()
        enrolment = (await session.scalars(select(Enrolment))).one()
    assert enrolled.status_code == 201
    assert enrolled.json()["key_id"] == device.key_id == key.thumbprint()
    assert device.claims == {"sub": KIOSK, "knd": "device", "lvl": 0, "grants": {}}
    assert (device.status, device.region_code) == ("active", "331002001")
    assert set(device.public_key) >= {"kty", "crv", "x", "y"}
    assert "d" not in device.public_key
    assert code not in repr(vars(enrolment))


async def test_a_code_is_read_as_people_type_it() -> None:
    code = "7Q4M-10AB-XYZ9"

    assert hash_of(code) == hash_of("7q4m 1oab xyz9") == hash_of("7Q4MI0ABXYZ9")
    assert len(new_code()) == 14


async def test_a_code_is_good_once(
    client: httpx.AsyncClient, operator: dict[str, str], gateway: Gateway, at: StoppedClock
) -> None:
    code = await code_for(client, operator)
    bodies = [body_of(ECKey.generate_key("P-256"), at, code) for _ in range(2)]

    first, again = [await client.post("/v1/devices", json=body, headers=gateway.visitor) for body in bodies]

    assert first.status_code == 201
    assert (again.status_code, slug(again)) == (401, "enrolment-refused")


async def test_a_newer_code_makes_the_older_one_void(
    client: httpx.AsyncClient, operator: dict[str, str], gateway: Gateway, at: StoppedClock
) -> None:
    older, key = await code_for(client, operator), ECKey.generate_key("P-256")
    await code_for(client, operator)

    refused = await client.post("/v1/devices", json=body_of(key, at, older), headers=gateway.visitor)

    assert (refused.status_code, slug(refused)) == (401, "enrolment-refused")


async def test_a_code_has_its_time(
    client: httpx.AsyncClient, operator: dict[str, str], gateway: Gateway, at: StoppedClock
) -> None:
    code, key = await code_for(client, operator), ECKey.generate_key("P-256")
    at.move(minutes=15)

    late = await client.post("/v1/devices", json=body_of(key, at, code), headers=gateway.visitor)

    assert (late.status_code, slug(late)) == (401, "enrolment-refused")


async def test_a_code_is_good_for_its_own_device_only(
    client: httpx.AsyncClient, operator: dict[str, str], gateway: Gateway, at: StoppedClock
) -> None:
    code, key = await code_for(client, operator), ECKey.generate_key("P-256")
    body = body_of(key, at, code, device_id="KS-OTHER", proof=proof_of(key, at, code, "KS-OTHER"))

    refused = await client.post("/v1/devices", json=body, headers=gateway.visitor)

    assert (refused.status_code, slug(refused)) == (401, "enrolment-refused")


@pytest.mark.parametrize(
    "wrong",
    [
        {"typ": "JWT"},
        {"claims": {"sub": "KS-OTHER"}},
        {"claims": {"code": "AAAA-AAAA-AAAA"}},
        {"claims": {"iat": int(time.time()) - 10**9}},
        {"claims": {"iat": "now"}},
    ],
    ids=["type", "device", "code", "time", "no time"],
)
async def test_a_proof_for_something_else_is_refused_and_the_code_stays_good(
    client: httpx.AsyncClient,
    operator: dict[str, str],
    gateway: Gateway,
    at: StoppedClock,
    wrong: dict[str, Any],
) -> None:
    code, key = await code_for(client, operator), ECKey.generate_key("P-256")
    body = body_of(key, at, code, proof=proof_of(key, at, code, **wrong))

    refused = await client.post("/v1/devices", json=body, headers=gateway.visitor)
    good = await client.post("/v1/devices", json=body_of(key, at, code), headers=gateway.visitor)

    assert (refused.status_code, slug(refused)) == (422, "proof-refused")
    assert good.status_code == 201


async def test_a_proof_by_another_key_is_refused(
    client: httpx.AsyncClient, operator: dict[str, str], gateway: Gateway, at: StoppedClock
) -> None:
    code, key, stolen = await code_for(client, operator), *(ECKey.generate_key("P-256") for _ in range(2))
    by_other = proof_of(stolen, at, code)
    # The public key taken for a shared secret: the old confusion of algorithms.
    header, claims, _ = proof_of(key, at, code).split(".")
    header = base64.urlsafe_b64encode(b'{"alg":"HS256","typ":"device-enrolment+jwt"}').decode().rstrip("=")
    mac = hmac.digest(key.as_pem(private=False), f"{header}.{claims}".encode(), "sha256")
    by_hmac = f"{header}.{claims}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"

    for proof in (by_other, by_hmac, "x" * 40):
        refused = await client.post(
            "/v1/devices", json=body_of(key, at, code, proof=proof), headers=gateway.visitor
        )
        assert (refused.status_code, slug(refused)) == (422, "proof-refused")


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"crv": "P-521"}, "#/public_key/crv"),
        ({"kty": "oct"}, "#/public_key/kty"),
        ({"x": "short"}, "#/public_key/x"),
        ({"d": "A" * 43}, "#/public_key"),
    ],
)
async def test_only_a_public_p256_key_is_taken(
    client: httpx.AsyncClient,
    operator: dict[str, str],
    gateway: Gateway,
    at: StoppedClock,
    change: dict[str, str],
    pointer: str,
) -> None:
    code, key = await code_for(client, operator), ECKey.generate_key("P-256")
    body = body_of(key, at, code)
    body["public_key"] |= change

    refused = await client.post("/v1/devices", json=body, headers=gateway.visitor)

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == pointer
    assert code not in refused.text


async def test_numbers_that_are_no_point_of_the_curve_are_refused(
    client: httpx.AsyncClient, operator: dict[str, str], gateway: Gateway, at: StoppedClock
) -> None:
    code, key = await code_for(client, operator), ECKey.generate_key("P-256")
    body = body_of(key, at, code)
    body["public_key"]["y"] = "A" * 43

    refused = await client.post("/v1/devices", json=body, headers=gateway.visitor)

    assert (refused.status_code, slug(refused)) == (422, "proof-refused")


async def test_a_device_that_enrols_again_brings_a_new_key_and_loses_the_old(
    client: httpx.AsyncClient, operator: dict[str, str], gateway: Gateway, at: StoppedClock
) -> None:
    old, new = ECKey.generate_key("P-256"), ECKey.generate_key("P-256")
    for key in (old, new):
        code = await code_for(client, operator)
        await client.post("/v1/devices", json=body_of(key, at, code), headers=gateway.visitor)
    code = await code_for(client, operator)

    known = await client.post("/v1/devices", json=body_of(old, at, code), headers=gateway.visitor)

    listed = (await client.get("/v1/devices", headers=operator)).json()["items"]
    assert (known.status_code, slug(known)) == (409, "key-known")
    assert [(row["key_id"], row["status"]) for row in listed] == [
        (old.thumbprint(), "revoked"),
        (new.thumbprint(), "active"),
    ]


async def test_a_stolen_device_is_revoked_and_a_clone_is_shown(
    client: httpx.AsyncClient,
    operator: dict[str, str],
    gateway: Gateway,
    at: StoppedClock,
    sessions: SessionMaker,
) -> None:
    code, key = await code_for(client, operator), ECKey.generate_key("P-256")
    await client.post("/v1/devices", json=body_of(key, at, code), headers=gateway.visitor)
    async with sessions.begin() as session:
        device = (await session.scalars(select(DeviceKey))).one()
        device.suspect_at, before = utc_now(), device.seq  # as the door writes it
    shown = (await client.get("/v1/devices", headers=operator)).json()["items"][0]

    revoked = await client.post(f"/v1/devices/{shown['id']}/revoke", headers=operator)
    again = await client.post(f"/v1/devices/{shown['id']}/revoke", headers=operator)

    async with sessions() as session:
        device = (await session.scalars(select(DeviceKey))).one()
    assert shown["suspect_at"] is not None
    assert (revoked.status_code, again.status_code) == (204, 404)
    assert device.status == "revoked"
    assert device.seq > before


async def test_devices_of_another_county_are_neither_enrolled_nor_seen_nor_revoked(
    client: httpx.AsyncClient, operator: dict[str, str], gateway: Gateway, at: StoppedClock
) -> None:
    code, key = await code_for(client, operator), ECKey.generate_key("P-256")
    await client.post("/v1/devices", json=body_of(key, at, code), headers=gateway.visitor)
    device = (await client.get("/v1/devices", headers=operator)).json()["items"][0]
    foreign = gateway.header(
        "zwdd|GE_wl_kiosks", grants={"device:enrol": ["331081"], "device:read": ["331081"]}
    )

    invited = await client.post(
        "/v1/devices/enrolments", json={"device_id": "K", "region_code": "331002"}, headers=foreign
    )
    listed = await client.get("/v1/devices", headers=foreign)
    revoked = await client.post(f"/v1/devices/{device['id']}/revoke", headers=foreign)

    assert (invited.status_code, slug(invited)) == (403, "not-allowed")
    assert listed.json()["items"] == []
    assert (revoked.status_code, slug(revoked)) == (404, "no-such-device")


async def test_a_repeated_request_for_a_code_makes_a_new_one_and_keeps_none(
    client: httpx.AsyncClient, operator: dict[str, str]
) -> None:
    body = {"device_id": KIOSK, "region_code": "331002"}
    headers = operator | {"idempotency-key": "code-1"}

    codes = {
        (await client.post("/v1/devices/enrolments", json=body, headers=headers)).json()["code"] for _ in "12"
    }

    assert len(codes) == 2
