"""Signed requests of devices (ES256) and applications (HMAC-SHA256); the form is in docs/signing.md."""

import asyncio
import binascii
import hmac
import re
import time
from base64 import urlsafe_b64decode
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicNumbers
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from sqlalchemy.engine import RowMapping

from gateway.proxy.errors import (
    ClockSkewed,
    DeviceKeyCloned,
    DigestDiffers,
    QuotaUsedUp,
    RequestReplayed,
    SignatureMalformed,
    SignatureRefused,
    SignOnAway,
)
from gateway.proxy.ledger import Ledger, Verdict
from gateway.proxy.limits import Limiter, Rate
from gateway.proxy.principals import POLICY_VIOLATION, Principal
from gateway.proxy.repository import Claim, Repository

if TYPE_CHECKING:
    from gateway.proxy.exchange import Exchange

SAFE_METHODS = frozenset({b"GET", b"HEAD", b"OPTIONS"})
#: Seconds by which a timestamp may differ: to read, and to change something.
SKEW_READING, SKEW_CHANGING = 300, 60
#: A nonce has to be known for as long as its timestamp could come again.
NONCE_LIFE = 3 * SKEW_READING
#: Bodies up to this size are checked whole before a service sees any of them.
CHECKED_WHOLE = 1_048_576
BELIEVED_FOR = 1.0  # seconds until a key is read again: a withdrawn one ends within them
MOST_KNOWN = 50_000

NUMBER = re.compile(rb"[0-9]{1,18}")
NAMES: Mapping[str, re.Pattern[bytes]] = {
    "x-sanzhi-key": re.compile(rb"[A-Za-z0-9_.:-]{1,100}"),
    "x-sanzhi-timestamp": re.compile(rb"[0-9]{10}"),
    "x-sanzhi-nonce": re.compile(rb"[A-Za-z0-9_-]{16,64}"),
    "x-sanzhi-content-sha256": re.compile(rb"[0-9a-f]{64}"),
    "x-sanzhi-signature": re.compile(rb"[A-Za-z0-9_-]{43}|[A-Za-z0-9_-]{86}"),
}

Verify = Callable[[bytes, bytes], bool]


class Credential(Principal):
    """A device or an application, and how its signatures are verified."""

    def __init__(self, key_id: str, claims: Mapping[str, Any], verify: Verify, *, is_device: bool) -> None:
        super().__init__(claims)
        self.key_id = key_id
        self.verify = verify
        self.is_device = is_device
        self.believed_until = 0.0
        self.source: object = None  # the key as the database holds it
        self.is_withdrawn = False
        self.has_calls_left = True
        self.per_minute: Limiter | None = None

    def lives(self, now: float) -> bool:  # noqa: ARG002 - it has no hour at which it ends
        """Tell whether the key has not been withdrawn."""
        return not self.is_withdrawn

    def update(self, row: RowMapping) -> None:
        """Take over what the database says now; `quota` counts calls per minute and per Chinese day."""
        self.change(row["claims"])
        self.believed_until = time.monotonic() + BELIEVED_FOR
        if self.is_device:
            return
        quota: Mapping[str, int] = row["quota"]
        self.has_calls_left = row["calls_today"] < quota.get("per_day", row["calls_today"] + 1)
        per_minute = quota.get("per_minute")
        rate = Rate("application", per_minute / 60, per_minute) if per_minute else None
        if rate != (self.per_minute and self.per_minute.rate):
            self.per_minute = Limiter(rate) if rate else None

    def check_quota(self, now: float) -> None:
        """Count one call.

        Raises:
            QuotaUsedUp: the day's calls are used up.
            TooManyRequests: the minute's are.

        """
        if not self.has_calls_left:
            raise QuotaUsedUp(retry_after=seconds_of_the_day_left())
        if self.per_minute is not None:
            self.per_minute.take(self.key_id, now)


def string_to_sign(exchange: "Exchange") -> bytes:
    """Return what the signature of a request covers: every byte the service will act on."""
    said = exchange.said
    return b"\n".join(
        (
            exchange.method,
            exchange.target,
            said["x-sanzhi-timestamp"],
            said["x-sanzhi-nonce"],
            said["x-sanzhi-content-sha256"],
            said.get("host", b"").lower(),
            said.get("x-sanzhi-sequence", b""),
        )
    )


class Signed:
    """Turns a signed request into the principal that signed it."""

    def __init__(self, repository: Repository, open_secret: Callable[[str], str]) -> None:
        self._repository = repository
        self._ledger = Ledger(repository)
        self._open_secret = open_secret
        self._known: dict[str, Credential] = {}
        self._loading: dict[str, asyncio.Task[Credential | None]] = {}

    async def principal(self, exchange: "Exchange") -> Credential:
        """Return who signed the request; its body is checked here or while it is sent on.

        Raises:
            SignatureMalformed: a header is missing or has the wrong form.
            ClockSkewed: the timestamp is too far from our time.
            SignatureRefused: the key is not known or withdrawn, or the signature is not its.
            DigestDiffers: the body is another one.
            RequestReplayed: the nonce was used before.
            DeviceKeyCloned: the sequence number was used before.
            QuotaUsedUp: the application has no calls left today.
            TooManyRequests: it has none left this minute.
            SignOnAway: the database is away.

        """
        said = exchange.said
        if any(not form.fullmatch(said.get(name, b"")) for name, form in NAMES.items()):
            raise SignatureMalformed
        skew = abs(time.time() - int(said["x-sanzhi-timestamp"]))
        if skew > (SKEW_READING if exchange.method in SAFE_METHODS else SKEW_CHANGING):
            raise ClockSkewed(server_time=int(time.time()))
        credential = await self._find(said["x-sanzhi-key"].decode())
        if credential is None:
            raise SignatureRefused
        sequence = sequence_of(credential, said.get("x-sanzhi-sequence"))
        if not credential.verify(string_to_sign(exchange), decoded(said["x-sanzhi-signature"])):
            raise SignatureRefused
        credential.check_quota(exchange.began)
        await self._check_body(exchange, said["x-sanzhi-content-sha256"].decode())
        await self._use_up(Claim(credential.key_id, said["x-sanzhi-nonce"].decode(), sequence))
        return credential

    async def _use_up(self, claim: Claim) -> None:
        verdict = await self._ledger.claim(claim)
        if verdict is Verdict.REPLAYED:
            raise RequestReplayed
        if verdict is Verdict.CLONED:
            raise DeviceKeyCloned

    async def _check_body(self, exchange: "Exchange", expected: str) -> None:
        """Compare the body with its digest: a small one now, a large one before its last part is sent on."""
        digest = sha256()
        for chunk in exchange.chunks:
            digest.update(chunk)
        exchange.digest, exchange.expected_digest = digest, expected
        await exchange.whole_body(CHECKED_WHOLE)
        if exchange.finished or (exchange.body_done and digest.hexdigest() != expected):
            raise DigestDiffers

    async def _find(self, key_id: str) -> Credential | None:
        known = self._known.get(key_id)
        if known is not None and known.believed_until > time.monotonic():
            return known
        loading = self._loading.get(key_id)
        if loading is None:
            loading = asyncio.get_running_loop().create_task(self._load(key_id))
            self._loading[key_id] = loading
        return await asyncio.shield(loading)

    async def _load(self, key_id: str) -> Credential | None:
        try:
            row = await self._repository.credential(key_id)
        except Exception as error:
            raise SignOnAway(retry_after=2) from error
        finally:
            del self._loading[key_id]
        known = self._known.pop(key_id, None)
        if row is None or row["status"] != "active":
            if known is not None:
                known.is_withdrawn = True
                known.close_tunnels(POLICY_VIOLATION, "key-withdrawn")
            return None
        source = row.get("public_key") or row.get("secret_sealed")
        if known is None or known.source != source:
            known = self._credential(key_id, row)
            known.source = source
        known.update(row)
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        self._known[key_id] = known
        return known

    def _credential(self, key_id: str, row: RowMapping) -> Credential:
        if "public_key" in row:
            return Credential(key_id, row["claims"], es256(row["public_key"]), is_device=True)
        secret = self._open_secret(row["secret_sealed"]).encode()
        return Credential(key_id, row["claims"], hmac_sha256(secret), is_device=False)

    async def look_again(self) -> None:
        """Read the keys again on which open WebSockets rest."""
        now = time.monotonic()
        for known in list(self._known.values()):
            if known.tunnels and known.believed_until < now:
                await self._find(known.key_id)

    async def forget_nonces(self) -> None:
        """Drop what no timestamp could bring back."""
        await self._repository.forget_nonces(NONCE_LIFE)


def seconds_of_the_day_left() -> int:
    """Return how long today still lasts in Shanghai, where the quotas' days are."""
    now = datetime.now(ZoneInfo("Asia/Shanghai"))
    return 86_400 - (now.hour * 60 + now.minute) * 60 - now.second


def sequence_of(credential: Credential, sequence: bytes | None) -> int | None:
    """Return the sequence number, which every device has to send and no application may.

    Raises:
        SignatureMalformed: it is missing, not wanted or not a number.

    """
    if not credential.is_device:
        if sequence is not None:
            raise SignatureMalformed
        return None
    if sequence is None or not NUMBER.fullmatch(sequence):
        raise SignatureMalformed
    return int(sequence)


def decoded(text: bytes) -> bytes:
    """Return what base64url without padding stands for, or nothing."""
    try:
        return urlsafe_b64decode(text + b"=" * (-len(text) % 4))
    except (ValueError, binascii.Error):
        return b""


def es256(key: Mapping[str, str]) -> Verify:
    """Return what verifies raw `r || s` signatures with a public P-256 JWK."""
    x, y = (int.from_bytes(decoded(key[name].encode())) for name in ("x", "y"))
    public_key = EllipticCurvePublicNumbers(x, y, SECP256R1()).public_key()

    def verify(message: bytes, signature: bytes) -> bool:
        if len(signature) != 64:  # noqa: PLR2004 - two numbers of 256 bits
            return False
        r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
        try:
            public_key.verify(encode_dss_signature(r, s), message, ECDSA(SHA256()))
        except InvalidSignature:
            return False
        return True

    return verify


def hmac_sha256(secret: bytes) -> Verify:
    """Return what verifies HMAC-SHA256 signatures."""

    def verify(message: bytes, signature: bytes) -> bool:
        return hmac.compare_digest(hmac.digest(secret, message, "sha256"), signature)

    return verify
