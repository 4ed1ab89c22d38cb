"""What is true of enrolments whatever the database does."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from gateway.devices.errors import ProofRefused

# Without letters and digits that are taken for each other on a screen (Crockford's base 32).
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12  # 60 bits, good for some minutes
GROUP = 4

PROOF_TYPE = "device-enrolment+jwt"
CLOCK_SKEW = 300  # seconds by which a device's clock may be off


def new_code() -> str:
    """Return a code that somebody types into a device: `7Q4M-…`."""
    digits = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(digits[place : place + GROUP] for place in range(0, LENGTH, GROUP))


def hash_of(code: str) -> bytes:
    """Return what is stored of a code, however it was typed."""
    plain = code.upper().replace("-", "").replace(" ", "").translate(str.maketrans("OIL", "011"))
    return hashlib.sha256(plain.encode()).digest()


def key_of(public_key: Mapping[str, str]) -> ECKey:
    """Return a public P-256 key.

    Raises:
        ProofRefused: the numbers are no point of the curve.

    """
    try:
        return ECKey.import_key(dict(public_key))
    except (JoseError, ValueError) as error:
        raise ProofRefused from error


def check_proof(proof: str, key: ECKey, *, code: str, device_id: str, now: datetime) -> None:
    """Refuse a key whose private half is not with who enrols it.

    The proof is a JWT, ES256, `typ: device-enrolment+jwt`, with `sub` the device,
    `code` the code as it was sent, and `iat` the present.

    Raises:
        ProofRefused: it was not signed with the key, or for another device, code or time.

    """
    try:
        signed = jwt.decode(proof, key, algorithms=["ES256"])
    except (JoseError, ValueError) as error:
        raise ProofRefused from error
    claims, issued_at = signed.claims, signed.claims.get("iat")
    is_meant = (
        signed.header.get("typ") == PROOF_TYPE
        and claims.get("sub") == device_id
        and claims.get("code") == code
        and isinstance(issued_at, int)
        and abs(now.timestamp() - issued_at) <= CLOCK_SKEW
    )
    if not is_meant:
        raise ProofRefused


def claims_of(device_id: str) -> dict[str, Any]:
    """Return what the inner tokens of a device say."""
    return {"sub": device_id, "knd": "device", "lvl": 0, "grants": {}}
