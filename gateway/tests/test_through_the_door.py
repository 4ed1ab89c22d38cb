"""Door and service together over real connections, as a browser, a device and an application meet them."""

import asyncio
import base64
import hashlib
import hmac
import json
import secrets
import socket
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc import jwt
from joserfc.jwk import ECKey
from sqlalchemy import select

from gateway import seed
from gateway.devices.models import DeviceKey
from gateway.proxy.serving import open_door
from gateway.proxy.settings import DoorSettings
from sanzhi_proto.workforce.v1.workforce_pb2 import StaffChanged
from servicekit import Service
from servicekit.clock import utc_now
from servicekit.db import SessionMaker
from servicekit.testing import delivery_of, eventually

API = "/api/gateway/v1"


@dataclass
class Suite:
    """The gateway as the world sees it."""

    url: str
    http: httpx.AsyncClient
    sessions: SessionMaker

    async def call(self, method: str, path: str, cookie: str = "", **options: Any) -> httpx.Response:
        """Call an address, with a cookie that the client would keep back on plain HTTP."""
        headers = options.pop("headers", {}) | ({"cookie": cookie} if cookie else {})
        return await self.http.request(method, f"{self.url}{path}", headers=headers, **options)


@pytest.fixture
async def suite(
    service: Service,
    settings_of: Callable[..., Any],
    own_database: str,
    real_sessions: SessionMaker,
    signing_key_file: Path,
    vault_keys: str,
) -> AsyncIterator[Suite]:
    """A door with the gateway's service behind it, on a database of their own."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        inner = f"http://127.0.0.1:{listening.getsockname()[1]}"
        door = DoorSettings.model_validate(
            {
                "database_url": own_database,
                "port": 0,
                "signing_key_file": signing_key_file,
                "vault_keys": vault_keys,
                "upstreams": {"gateway": inner},
                "access_log_file": "/dev/null",
            }
        )
        async with open_door(door) as serving:
            url = f"http://127.0.0.1:{serving.port}"
            keys = {"token_keys": None, "token_keys_url": f"{url}/.well-known/jwks.json"}
            app = service.asgi(settings_of(own_database, **keys))
            server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
            running = asyncio.create_task(server.serve(sockets=[listening]))
            await eventually(lambda: server.started, within=20)
            async with httpx.AsyncClient(trust_env=False) as http:
                yield Suite(url, http, real_sessions)
            server.should_exit = True
            await running


def cookie_of(answer: httpx.Response, name: str) -> str:
    """Return a cookie that an answer sets, as it is sent back."""
    found = [cookie for cookie in answer.headers.get_list("set-cookie") if cookie.startswith(f"{name}=")]
    return found[0].partition(";")[0]


async def resident(suite: Suite, province: Any, persona: str = "lin-xiao") -> str:
    """Sign a resident on and return his cookie."""
    sent = await suite.call("GET", f"{API}/sso/provincial/login")
    browser = cookie_of(sent, "__Host-sanzhi-sign-on")
    state = httpx.URL(sent.headers["location"]).params["goto"]
    params = {"ticket": province.ticket(persona), "sp": state}
    back = await suite.call("GET", f"{API}/sso/provincial/callback", browser, params=params)
    assert back.status_code == 303, back.text
    return cookie_of(back, "__Host-sanzhi")


async def clerk(suite: Suite, staff_platform: Any, persona: str) -> str:
    """Sign a member of staff on and return his cookie."""
    said = {"auth_code": staff_platform.code("auth_codes", persona)}
    opened = await suite.call("POST", f"{API}/sso/staff/in-app", json=said)
    assert opened.status_code == 200, opened.text
    return cookie_of(opened, "__Host-sanzhi")


async def seconds_until(suite: Suite, cookie: str, refused: Callable[[httpx.Response], bool]) -> float:
    """Return after how many seconds a session may no longer what it could."""
    began = time.monotonic()
    while time.monotonic() - began < 5:
        if refused(await suite.call("GET", f"{API}/me", cookie)):
            return time.monotonic() - began
        await asyncio.sleep(0.02)
    pytest.fail("nothing happened within 5 s")


@pytest.fixture
async def staffed(real_sessions: SessionMaker) -> None:
    """The first grants of the city."""
    async with real_sessions.begin() as session:
        await seed.give_first(session, utc_now())


async def test_a_resident_signs_on_through_the_door(suite: Suite, province: Any) -> None:
    cookie = await resident(suite, province)

    me = await suite.call("GET", f"{API}/me", cookie)

    assert (me.status_code, me.json()["name"]) == (200, "*晓")
    assert (await suite.call("GET", f"{API}/me")).status_code == 401


async def test_the_provinces_form_is_let_in_from_its_site(suite: Suite, province: Any) -> None:
    sent = await suite.call("GET", f"{API}/sso/provincial/login")
    browser = cookie_of(sent, "__Host-sanzhi-sign-on")
    state = httpx.URL(sent.headers["location"]).params["goto"]
    fields = {"ticket": province.ticket("lin-xiao"), "sp": state}

    back = await suite.call(
        "POST",
        f"{API}/sso/provincial/callback",
        browser,
        data=fields,
        headers={"origin": "https://puser.zjzwfw.gov.cn", "sec-fetch-site": "cross-site"},
    )

    assert back.status_code == 303
    assert cookie_of(back, "__Host-sanzhi")


async def test_signing_out_is_felt_within_a_second(suite: Suite, province: Any) -> None:
    cookie = await resident(suite, province)
    assert (await suite.call("GET", f"{API}/me", cookie)).status_code == 200
    await suite.call("POST", f"{API}/sso/logout", cookie, headers={"origin": suite.url})

    assert await seconds_until(suite, cookie, lambda answer: answer.status_code == 401) < 1


async def test_a_leaver_is_out_within_a_second(
    suite: Suite, service: Service, staffed: None, staff_platform: Any
) -> None:
    cookie = await clerk(suite, staff_platform, "clerk-jiaojiang")
    assert (await suite.call("GET", f"{API}/me", cookie)).json()["permissions"]["case:decide"] == ["331002"]
    left = StaffChanged(staff_id="s1", version=2, issuer="zwdd", subject="GE_jj_clerk", state="left")
    await service.consumers.dispatch(delivery_of("workforce.staff", "s1", left), suite.sessions)

    assert await seconds_until(suite, cookie, lambda answer: answer.status_code == 401) < 1


async def test_a_withdrawn_grant_is_gone_within_a_second(
    suite: Suite, staffed: None, staff_platform: Any
) -> None:
    administrator = await clerk(suite, staff_platform, "city-admin")
    other = await clerk(suite, staff_platform, "clerk-wenling")
    assert "case:read" in (await suite.call("GET", f"{API}/me", other)).json()["permissions"]
    listed = (await suite.call("GET", f"{API}/grants?limit=200", administrator)).json()["items"]
    grant = next(g for g in listed if (g["subject"], g["application"]) == ("GE_wl_clerk", "filing"))
    withdrawn = await suite.call(
        "DELETE", f"{API}/grants/{grant['id']}", administrator, headers={"origin": suite.url}
    )

    assert withdrawn.status_code == 204
    gone = await seconds_until(suite, other, lambda answer: "case:read" not in answer.json()["permissions"])
    assert gone < 1


def signed(
    method: str, url: str, key_id: str, sign: Callable[[bytes], bytes], sequence: str = ""
) -> dict[str, str]:
    """Return the headers of a signed request without a body (docs/signing.md)."""
    target, host = httpx.URL(url).raw_path.decode(), httpx.URL(url).netloc.decode()
    timestamp, nonce, digest = (
        str(int(time.time())),
        secrets.token_urlsafe(18),
        hashlib.sha256(b"").hexdigest(),
    )
    said = f"{method}\n{target}\n{timestamp}\n{nonce}\n{digest}\n{host}\n{sequence}".encode()
    signature = base64.urlsafe_b64encode(sign(said)).decode().rstrip("=")
    headers = {"key": key_id, "timestamp": timestamp, "nonce": nonce, "content-sha256": digest}
    headers |= {"signature": signature} | ({"sequence": sequence} if sequence else {})
    return {f"x-sanzhi-{name}": value for name, value in headers.items()}


async def test_a_kiosk_enrols_signs_and_is_caught_when_it_is_cloned(
    suite: Suite, staffed: None, staff_platform: Any
) -> None:
    administrator = await clerk(suite, staff_platform, "city-admin")
    invited = await suite.call(
        "POST",
        f"{API}/devices/enrolments",
        administrator,
        json={"device_id": "KS-1", "region_code": "331002"},
        headers={"origin": suite.url},
    )
    code, key = invited.json()["code"], ECKey.generate_key("P-256")
    claims = {"sub": "KS-1", "code": code, "iat": int(time.time())}
    proof = jwt.encode({"alg": "ES256", "typ": "device-enrolment+jwt"}, claims, key)
    public = {name: key.as_dict(private=False)[name] for name in ("kty", "crv", "x", "y")}
    body = {"device_id": "KS-1", "code": code, "public_key": public, "proof": proof}
    enrolled = await suite.call("POST", f"{API}/devices", json=body)
    assert enrolled.status_code == 201, enrolled.text

    url = f"{suite.url}{API}/apps/own/calls"
    as_device = {
        sequence: signed("GET", url, enrolled.json()["key_id"], lambda said: raw_es256(key, said), sequence)
        for sequence in ("2", "1")
    }
    answers = [await suite.http.get(url, headers=as_device[sequence]) for sequence in ("2", "1")]

    # 403: the door knows the device, and this address is for applications.
    assert [answer.status_code for answer in answers] == [403, 401]
    assert answers[1].json()["type"].endswith("/device-key-cloned")
    async with suite.sessions() as session:
        device = (await session.scalars(select(DeviceKey))).one()
    assert device.suspect_at is not None


def raw_es256(key: ECKey, said: bytes) -> bytes:
    """Return the 64 bytes of an ES256 signature."""
    r, s = decode_dss_signature(key.private_key.sign(said, ECDSA(SHA256())))  # type: ignore[union-attr]
    return r.to_bytes(32) + s.to_bytes(32)


async def test_an_application_signs_and_its_calls_are_counted(
    suite: Suite, staffed: None, staff_platform: Any
) -> None:
    administrator = await clerk(suite, staff_platform, "city-admin")
    body = {"name": "查询助手", "owner": "某公司", "region_code": "331002", "scopes": ["item:read"]}
    made = await suite.call("POST", f"{API}/apps", administrator, json=body, headers={"origin": suite.url})
    app = made.json()
    url = f"{suite.url}{API}/apps/own/calls"

    def sign(said: bytes) -> bytes:
        return hmac.digest(app["secret"].encode(), said, "sha256")

    answers = [await suite.http.get(url, headers=signed("GET", url, app["key_id"], sign)) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200] * 3
    assert [sum(day["calls"] for day in answer.json()) for answer in answers] == [1, 2, 3]


async def test_a_service_proves_itself_through_the_door(suite: Suite, service_keys_file: Path) -> None:
    key = ECKey.generate_key("P-256", {"kid": "svc-map"}, auto_kid=False)
    service_keys_file.write_text(json.dumps({"keys": [dict(key.as_dict(private=False))]}))
    now = int(time.time())
    claims = {"iss": "svc-map", "sub": "svc-map", "aud": "sanzhi-gateway", "iat": now, "exp": now + 60}
    header = {"alg": "ES256", "typ": "service-assertion+jwt", "kid": "svc-map"}
    assertion = jwt.encode(header, claims | {"jti": secrets.token_hex(8)}, key)

    given = await suite.call("POST", f"{API}/service-tokens", json={"assertion": assertion})

    assert given.status_code == 200, given.text
    assert given.json()["token"].count(".") == 2
