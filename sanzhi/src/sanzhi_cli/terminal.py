"""A self-service terminal: its key, its numbers and its heartbeats.

It knows nothing of the suite but docs/signing.md and the two addresses below.
"""

import base64
import hashlib
import json
import secrets
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from sanzhi_cli.private_files import write_private

ENROL, BEAT = "/api/gateway/v1/devices", "/api/kiosk/v1/heartbeats"
PATIENCE = 5.0  # seconds for an answer
#: 身份证读卡器、社保卡读卡器、扫码器、激光打印机、凭条打印机、高拍仪、摄像头 (domain.md §9.1).
PARTS = ("id_reader", "card_reader", "scanner", "printer", "receipt_printer", "document_camera", "camera")
#: Refusals that no further attempt can mend.
FINAL = {
    "device-key-cloned": "密钥在别处被使用，须重新注册 · the key is in use elsewhere, enrol again",
    "signature-refused": "密钥无效或已吊销，须重新注册 · the key is not good any more, enrol again",
    "not-allowed": "此密钥不是终端的密钥 · this key is not that of a terminal",
}


class CannotRun(Exception):
    """The terminal cannot go on; the message says why and what to do."""


class Away(Exception):
    """The beat was not taken; a later one may be."""

    def __init__(self, why: str, after: float = 0) -> None:
        super().__init__(why)
        self.after = after


@dataclass(frozen=True)
class Identity:
    """What a terminal must not lose: its key, and how often it has signed."""

    device_id: str
    key_id: str
    key: EllipticCurvePrivateKey
    gateway: str
    sequence: int

    @classmethod
    def read(cls, file: Path) -> "Identity":
        """Return what the file holds."""
        kept = json.loads(file.read_text())
        key = load_pem_private_key(kept.pop("private_key").encode(), None)
        if not isinstance(key, EllipticCurvePrivateKey):
            raise CannotRun(f"密钥文件不是 P-256 密钥 · not a P-256 key: {file}")
        return cls(**kept, key=key)

    def write(self, file: Path) -> None:
        """Keep everything in a file that only its owner can read, whole or not at all."""
        pem = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        kept = {"device_id": self.device_id, "key_id": self.key_id, "private_key": pem}
        write_private(file, json.dumps(kept | {"gateway": self.gateway, "sequence": self.sequence}))


def base64url(data: bytes) -> str:
    """Return bytes as text without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def sign(key: EllipticCurvePrivateKey, message: bytes) -> str:
    """Return an ES256 signature: `r || s`, not DER."""
    r, s = decode_dss_signature(key.sign(message, ECDSA(SHA256())))
    return base64url(r.to_bytes(32) + s.to_bytes(32))


def public_jwk(key: EllipticCurvePrivateKey) -> dict[str, str]:
    """Return the public half of a key as a JWK."""
    numbers = key.public_key().public_numbers()
    return {
        "kty": "EC",
        "crv": "P-256",
        "x": base64url(numbers.x.to_bytes(32)),
        "y": base64url(numbers.y.to_bytes(32)),
    }


def string_to_sign(request: httpx.Request) -> bytes:
    """Return what the signature of a request covers (docs/signing.md)."""
    said = request.headers
    names = ("timestamp", "nonce", "content-sha256")
    parts = [request.method, request.url.raw_path.decode(), *(said[f"x-sanzhi-{name}"] for name in names)]
    return "\n".join([*parts, said["host"].lower(), said["x-sanzhi-sequence"]]).encode()


def enrol(client: httpx.Client, device_id: str, code: str, gateway: str) -> Identity:
    """Make a key, hand in its public half with the one-time code, and return the new identity.

    Raises:
        CannotRun: the code is not good, or nobody answers.

    """
    key = generate_private_key(SECP256R1())
    header = {"alg": "ES256", "typ": "device-enrolment+jwt"}
    claims = {"sub": device_id, "code": code, "iat": int(time.time())}
    unsigned = ".".join(base64url(json.dumps(part).encode()) for part in (header, claims))
    proof = f"{unsigned}.{sign(key, unsigned.encode())}"
    body = {"device_id": device_id, "code": code, "public_key": public_jwk(key), "proof": proof}
    try:
        answer = client.post(gateway + ENROL, json=body)
    except httpx.HTTPError as error:
        raise CannotRun(f"网关不可达 · the gateway does not answer: {type(error).__name__}") from error
    if answer.status_code != httpx.codes.CREATED:
        raise CannotRun(f"注册失败 · not enrolled: {title_of(answer)}")
    # Higher than whatever an earlier key of this terminal has counted to.
    return Identity(device_id, answer.json()["key_id"], key, gateway, time.time_ns() // 1_000_000)


def problem_of(answer: httpx.Response) -> dict[str, Any]:
    """Return the problem document of a refusal, if it is one."""
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def title_of(answer: httpx.Response) -> str:
    """Return what a refusal says."""
    return str(problem_of(answer).get("title") or f"HTTP {answer.status_code}")


class Terminal:
    """Signs and sends heartbeats, one at a time."""

    def __init__(self, client: httpx.Client, identity: Identity, file: Path) -> None:
        self._client = client
        self._identity = identity
        self._file = file
        self._clock_behind = 0.0

    def beat(self) -> float:
        """Send one heartbeat; return the seconds after which the suite awaits the next.

        The number is written down before it is sent: one that was sent must never come again.

        Raises:
            Away: it was not taken this time.
            CannotRun: it never will be.

        """
        self._identity = replace(self._identity, sequence=self._identity.sequence + 1)
        self._identity.write(self._file)
        try:
            answer = self._client.send(self._request())
        except httpx.HTTPError as error:
            raise Away(type(error).__name__) from error
        if answer.is_success:
            return float(answer.json()["next_in_s"])
        problem = problem_of(answer)
        slug = str(problem.get("type", "")).rpartition("/")[2]
        if slug in FINAL:
            raise CannotRun(FINAL[slug])
        if slug == "clock-skewed":
            self._clock_behind = float(problem["server_time"]) - time.time()
        raise Away(title_of(answer), retry_after(answer))

    def _request(self) -> httpx.Request:
        identity = self._identity
        body = json.dumps(
            {
                "sequence": identity.sequence,
                "sent_at": datetime.now(UTC).isoformat(),
                "software_version": "1.0.0",
                "app": "ok",
                "peripherals": [{"type": part, "status": "ok"} for part in PARTS],
                "consumables": [{"type": "paper", "level": 80}],
            }
        ).encode()
        request = self._client.build_request("POST", identity.gateway + BEAT, content=body)
        request.headers["content-type"] = "application/json"
        request.headers["x-sanzhi-key"] = identity.key_id
        # A clock that is off is told as it is in the body; the signature would be refused.
        request.headers["x-sanzhi-timestamp"] = str(int(time.time() + self._clock_behind))
        request.headers["x-sanzhi-nonce"] = secrets.token_urlsafe(18)
        request.headers["x-sanzhi-sequence"] = str(identity.sequence)
        request.headers["x-sanzhi-content-sha256"] = hashlib.sha256(body).hexdigest()
        request.headers["x-sanzhi-signature"] = sign(identity.key, string_to_sign(request))
        return request


def retry_after(answer: httpx.Response) -> float:
    """Return the seconds for which the suite asks to be left alone."""
    wish = answer.headers.get("retry-after", "")
    return float(wish) if wish.isdecimal() else 0.0
