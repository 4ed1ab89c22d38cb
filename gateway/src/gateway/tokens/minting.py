"""Mints inner tokens: JWT, ES256, `typ: txn+jwt` (architecture.md section 2)."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from joserfc import jwt

from gateway.tokens.keys import SigningKeys
from servicekit.ids import uuid7

ISSUER, AUDIENCE, TYPE = "sanzhi-gateway", "sanzhi", "txn+jwt"
LIFE = 60  # seconds
#: A token that lives at least so long may be used once more.
REUSED_UNTIL = 15  # seconds


@dataclass(frozen=True)
class Minted:
    """A token and the Unix time up to which it may be handed out."""

    token: str
    use_until: float


class Mint:
    """Signs claims; services check them with `keys.public()`.

    Real time, never a shifted clock: a token is between processes, not between people.
    """

    def __init__(self, keys: SigningKeys) -> None:
        self.keys = keys

    def token(self, claims: Mapping[str, Any], session_id: str = "") -> Minted:
        """Return a new token for `claims`: at least `sub` and `knd`; also `lvl`, `grants`, `act`."""
        now = int(time.time())
        key = self.keys.signing
        payload = {
            "lvl": 0,
            "grants": {},
            **claims,
            "iss": ISSUER,
            "aud": AUDIENCE,
            "jti": str(uuid7()),
            "iat": now,
            "exp": now + LIFE,
        }
        if session_id:
            payload["sid"] = session_id
        token = jwt.encode({"alg": "ES256", "typ": TYPE, "kid": key.kid}, payload, key, algorithms=["ES256"])
        return Minted(token, now + LIFE - REUSED_UNTIL)
