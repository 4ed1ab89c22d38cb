"""What tests of the door need: a service behind it, clients that write bytes as they like, and signers."""

import asyncio
import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet
from joserfc.jws import JWSRegistry
from sqlalchemy import text

from gateway.proxy.serving import Serving
from gateway.proxy.settings import DoorSettings
from servicekit.crypto import Vault
from servicekit.ids import uuid7
from servicekit.testing import eventually

REASONABLE = 10.0  # seconds that any single step may take


@dataclass
class Heard:
    """A request as the service behind the door got it, byte by byte."""

    method: str
    target: str
    headers: list[tuple[str, str]]
    body: bytes = b""
    raw_head: bytes = b""

    def all(self, name: str) -> list[str]:
        """Return every value of a header."""
        return [value for key, value in self.headers if key.lower() == name]

    def one(self, name: str) -> str:
        """Return the value of a header that came once."""
        (value,) = self.all(name)
        return value

    @property
    def claims(self) -> dict[str, Any]:
        """The claims of the inner token, not verified."""
        payload = self.one("authorization").split(".")[1]
        return dict(json.loads(base64.urlsafe_b64decode(payload + "==")))


Act = Callable[[Heard, asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Service:
    """A plain HTTP/1.1 server that keeps what it heard; `acts` may answer a path in another way."""

    heard: list[Heard] = field(default_factory=list)
    acts: dict[str, Act] = field(default_factory=dict)
    connections: int = 0
    port: int = 0
    _writers: set[asyncio.StreamWriter] = field(default_factory=set)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection."""
        self.connections += 1
        self._writers.add(writer)
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                await self._answer(head, reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self._writers.discard(writer)
            writer.close()

    async def _answer(self, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        start, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
        method, target, _ = start.split(" ")
        headers = [(name, value) for name, _, value in (line.partition(": ") for line in lines)]
        heard = Heard(method, target, headers, raw_head=head)
        self.heard.append(heard)
        act = self.acts.get(target.partition("?")[0])
        if act is not None:
            await act(heard, reader, writer)
            return
        heard.body = await body_of(heard, reader)
        whole = answer(heard.body or b'{"heard":true}')
        writer.write(whole.partition(b"{")[0] if method == "HEAD" else whole)
        await writer.drain()

    def hang_up(self) -> None:
        """Break every connection."""
        for writer in list(self._writers):
            writer.transport.abort()

    def __getitem__(self, path: str) -> Heard:
        """Return the only request that came to a path."""
        (found,) = [heard for heard in self.heard if heard.target.partition("?")[0] == path]
        return found

    def has(self, path: str) -> bool:
        """Tell whether any request came to a path."""
        return any(heard.target.partition("?")[0] == path for heard in self.heard)


#: Builds a house with settings of its own: `async with build(largest_body=10) as house:`.
Build = Callable[..., AbstractAsyncContextManager["House"]]


async def body_of(heard: Heard, reader: asyncio.StreamReader) -> bytes:
    """Read a body as its head announces it."""
    if heard.all("transfer-encoding"):
        parts = []
        while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
            parts.append((await reader.readexactly(size + 2))[:-2])
        await reader.readexactly(2)
        return b"".join(parts)
    return await reader.readexactly(int((heard.all("content-length") or ["0"])[0]))


def answer(body: bytes, status: str = "200 OK", *lines: str) -> bytes:
    """Return an answer as a service would write it."""
    head = [f"HTTP/1.1 {status}", f"content-length: {len(body)}", "content-type: application/json", *lines]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


@dataclass
class Answer:
    """An answer as a client got it."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes = b""

    def all(self, name: str) -> list[str]:
        """Return every value of a header."""
        return [value for key, value in self.headers if key == name]

    def get(self, name: str) -> str | None:
        """Return the value of a header, or `None`."""
        return next(iter(self.all(name)), None)

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def problem(self) -> str:
        """The slug of the problem it states."""
        assert self.get("content-type") == "application/problem+json", (self.status, self.body)
        assert self.json["status"] == self.status
        return str(self.json["type"].rpartition("/")[2])


class Line:
    """A connection to the door on which a test writes bytes as it likes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def send(self, data: bytes) -> None:
        """Write bytes."""
        self.writer.write(data)
        await self.writer.drain()

    async def read(self, *, method: str = "GET") -> Answer:
        """Read the next whole answer."""
        async with asyncio.timeout(REASONABLE):
            head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            start, *lines = head.rstrip("\r\n").split("\r\n")
            headers = [(name, value) for name, _, value in (line.partition(": ") for line in lines)]
            found = Answer(int(start.split(" ")[1]), headers)
            if method == "HEAD" or found.status in {100, 101, 204, 304}:
                return found
            if found.get("transfer-encoding") == "chunked":
                found.body = await body_of(Heard("", "", headers), self.reader)
            elif (length := found.get("content-length")) is not None:
                found.body = await self.reader.readexactly(int(length))
            else:
                found.body = await self.reader.read()
            return found

    async def rest(self) -> bytes:
        """Read until the door closes; a broken connection ends it too."""
        async with asyncio.timeout(REASONABLE):
            try:
                return await self.reader.read()
            except ConnectionError:
                return b""

    def close(self) -> None:
        """Hang up."""
        self.writer.transport.abort()


@dataclass
class House:
    """An open door, the service behind it, and its database."""

    serving: Serving
    service: Service
    settings: DoorSettings
    engine: Any
    lines: list[Line] = field(default_factory=list)

    @property
    def port(self) -> int:
        """Where the door listens."""
        return self.serving.port

    async def line(self) -> Line:
        """Open a connection."""
        line = Line(*await asyncio.open_connection("127.0.0.1", self.port, limit=2**22))
        self.lines.append(line)
        return line

    async def hang_up(self) -> None:
        """Close every connection that a test has left open, on both sides of the door."""
        for line in self.lines:
            line.close()
        self.service.hang_up()
        await eventually(lambda: not self.serving.door.clients and not self.serving.door.tunnels)
        self.lines.clear()

    async def raw(self, data: bytes, *, method: str = "GET") -> Answer:
        """Send bytes and return the first answer."""
        line = await self.line()
        try:
            await line.send(data)
            return await line.read(method=method)
        finally:
            line.close()

    async def ask(
        self, path: str, method: str = "GET", headers: dict[str, str] | None = None, body: bytes = b""
    ) -> Answer:
        """Send one well-formed request and return its answer."""
        said = {"Host": f"127.0.0.1:{self.port}"} | (headers or {})
        if body:
            said["Content-Length"] = str(len(body))
        lines = "".join(f"{name}: {value}\r\n" for name, value in said.items())
        return await self.raw(f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode() + body, method=method)

    async def sql(self, statement: str, **values: Any) -> Any:
        """Run a statement in the gateway's database."""
        async with self.engine.begin() as connection:
            return await connection.execute(text(statement), values)

    async def sign_on(self, **more: Any) -> "SignedOn":
        """Put a session into the database as the features do, and return it."""
        token = f"szs_{secrets.token_urlsafe(32)}"
        subject = more.pop("subject", f"zj-app|{secrets.token_hex(6)}")
        claims = {"sub": subject, "knd": "person", "lvl": 3, "grants": {}} | more.pop("claims", {})
        session_id = uuid7()
        await self.sql(
            """INSERT INTO sessions (id, token_hash, principal_id, kind, level, subject, claims, channel,
                 agent, created_at, expires_at, idle_until)
               VALUES (:id, :hash, :id, :kind, 3, :subject, CAST(:claims AS jsonb), 'browser', '', now(),
                 now() + make_interval(secs => :life), now() + make_interval(secs => :idle))""",
            id=session_id,
            hash=hashlib.sha256(token.encode()).digest(),
            kind=claims["knd"],
            subject=subject,
            claims=json.dumps(claims),
            life=more.pop("life", 3600.0),
            idle=more.pop("idle", 1800.0),
        )
        return SignedOn(str(session_id), token, subject)

    async def end(self, session: "SignedOn") -> None:
        """End a session as the features do."""
        await self.sql("UPDATE sessions SET ended_at = now() WHERE id = CAST(:id AS uuid)", id=session.id)


@dataclass(frozen=True)
class SignedOn:
    """A session and its token."""

    id: str
    token: str
    subject: str

    @property
    def cookie(self) -> dict[str, str]:
        """What a browser sends."""
        return {"Cookie": f"__Host-sanzhi={self.token}"}

    @property
    def bearer(self) -> dict[str, str]:
        """What the mini-program sends."""
        return {"Authorization": f"Bearer {self.token}"}


def string_to_sign(method: str, target: str, said: dict[str, str], host: str) -> bytes:
    """Write down once more what docs/signing.md says: the tests must not ask the door."""
    return "\n".join(
        [
            method,
            target,
            said["X-Sanzhi-Timestamp"],
            said["X-Sanzhi-Nonce"],
            said["X-Sanzhi-Content-SHA256"],
            host,
            said.get("X-Sanzhi-Sequence", ""),
        ]
    ).encode()


def base64url(data: bytes) -> str:
    """Return bytes as text without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass
class Signer:
    """A device or an application with its key."""

    house: House
    key_id: str
    sign: Callable[[bytes], bytes]
    sequence: int | None = None

    def headers(self, path: str, method: str = "GET", body: bytes = b"", **other: str) -> dict[str, str]:
        """Return the headers of a signed request; `other` replaces what would be said."""
        said = {
            "X-Sanzhi-Key": self.key_id,
            "X-Sanzhi-Timestamp": str(int(time.time())),
            "X-Sanzhi-Nonce": secrets.token_urlsafe(18),
            "X-Sanzhi-Content-SHA256": hashlib.sha256(body).hexdigest(),
        }
        if self.sequence is not None:
            self.sequence += 1
            said["X-Sanzhi-Sequence"] = str(self.sequence)
        said |= {f"X-Sanzhi-{name.title().replace('_', '-')}": value for name, value in other.items()}
        said["X-Sanzhi-Content-SHA256"] = said.pop("X-Sanzhi-Content-Sha256", said["X-Sanzhi-Content-SHA256"])
        host = f"127.0.0.1:{self.house.port}"
        return said | {"X-Sanzhi-Signature": base64url(self.sign(string_to_sign(method, path, said, host)))}

    async def ask(self, path: str, method: str = "GET", body: bytes = b"", **other: str) -> Answer:
        """Send a signed request."""
        return await self.house.ask(path, method, self.headers(path, method, body, **other), body)


def es256_signer(key: ECKey) -> Callable[[bytes], bytes]:
    """Return what makes raw `r || s` signatures, by another library than the door's."""
    algorithm = JWSRegistry.algorithms["ES256"]
    return lambda message: algorithm.sign(message, key)


async def enrol(house: House) -> Signer:
    """Put a device into the database as enrolment does."""
    key = ECKey.generate_key("P-256")
    device_id = f"kiosk-{secrets.token_hex(4)}"
    await house.sql(
        """INSERT INTO devices
             (id, key_id, public_key, status, claims, device_id, region_code, enrolled_at)
           VALUES (:id, :key_id, CAST(:key AS jsonb), 'active', CAST(:claims AS jsonb), :device, '331002',
             now())""",
        id=uuid7(),
        key_id=key.thumbprint(),
        key=json.dumps(key.as_dict(private=False)),
        claims=json.dumps({"sub": device_id, "knd": "device", "lvl": 0, "grants": {}}),
        device=device_id,
    )
    return Signer(house, key.thumbprint(), es256_signer(key), sequence=0)


VAULT_KEYS = json.dumps({"current": "t1", "keys": {"t1": secrets.token_hex(32)}})


async def register(house: House, **quota: int) -> Signer:
    """Put an application into the database as registration does."""
    key_id, secret = f"app_{secrets.token_hex(12)}", f"szk_{secrets.token_urlsafe(32)}"
    await house.sql(
        """INSERT INTO apps (id, key_id, secret_sealed, status, claims, quota, name, owner, region_code,
             created_by, created_at)
           VALUES (:id, :key_id, :secret, 'active', CAST(:claims AS jsonb), CAST(:quota AS jsonb), 'app',
             'owner', '331002', 'test', now())""",
        id=uuid7(),
        key_id=key_id,
        secret=Vault.from_settings(VAULT_KEYS).seal(secret, "apps.secret"),
        claims=json.dumps({"sub": key_id, "knd": "app", "lvl": 0, "grants": {"site:read": ["331002"]}}),
        quota=json.dumps({"per_minute": 600, "per_day": 100_000} | quota),
    )
    return Signer(house, key_id, lambda message: hmac.digest(secret.encode(), message, "sha256"))


def verified(token: str, house: House) -> dict[str, Any]:
    """Return the claims of an inner token after checking it with the published keys."""
    keys = KeySet.import_key_set({"keys": house.serving.door.mint.keys.public()["keys"]})
    proven = jwt.decode(token, keys, algorithms=["ES256"])
    assert proven.header["typ"] == "txn+jwt"
    return dict(proven.claims)
