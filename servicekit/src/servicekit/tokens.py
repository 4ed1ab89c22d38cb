"""Checks the short-lived tokens in which the gateway says who is calling."""

import asyncio
import hashlib
import logging
import time
from typing import Any

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.datastructures import Headers
from starlette.types import Scope

from servicekit.clock import Clock, utc_now

log = logging.getLogger(__name__)

ISSUER, AUDIENCE, TYPE = "sanzhi-gateway", "sanzhi", "txn+jwt"
LONGEST_LIFE = 120  # seconds
SKEW = 5  # seconds
LARGEST_CACHE = 10_000
FETCH_AGAIN = 5.0  # seconds between two looks for a key that is not known


class Actor(BaseModel):
    """Who acts for the subject."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    subject: str = Field(alias="sub")
    kind: str = Field(alias="knd")


class Caller(BaseModel):
    """Who is behind a request: the claims of its token."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    subject: str = Field(alias="sub", min_length=1)
    #: person, organisation, staff, device, app, service or visitor
    kind: str = Field(alias="knd")
    #: How surely the person is known: authlevel 1 to 3.
    level: int = Field(0, alias="lvl")
    issued_at: int = Field(alias="iat")
    expires_at: int = Field(alias="exp")
    session_id: str = Field("", alias="sid")
    actor: Actor | None = Field(None, alias="act")
    #: Per permission, the codes of the regions in which the caller has it.
    grants: dict[str, frozenset[str]] = {}

    @property
    def is_visitor(self) -> bool:
        """Whether the gateway does not know who this is."""
        return self.kind == "visitor"


class Tokens:
    """Verifies tokens, each of them once; keys are fetched again when one is not known."""

    def __init__(self, keys: dict[str, Any] | None, keys_url: str = "") -> None:
        self._keys = KeySet.import_key_set({"keys": keys["keys"]}) if keys else None
        self._keys_url = keys_url
        self._fetched_at = -FETCH_AGAIN
        self._fetching = asyncio.Lock()
        # Tokens are minted with the real time: a shifted clock must not expire them.
        self._clock: Clock = utc_now
        self._known: dict[bytes, Caller] = {}

    async def caller(self, token: str) -> Caller | None:
        """Return whom a token speaks for, or `None` if it may not be believed."""
        digest = hashlib.sha256(token.encode()).digest()
        caller = self._known.get(digest)
        if caller is None:
            caller = self._verify(token)
            if caller is None and await self._fetch():
                caller = self._verify(token)
        if caller is None or not self._is_current(caller):
            self._known.pop(digest, None)
            return None
        if len(self._known) >= LARGEST_CACHE:
            self._known.clear()
        self._known[digest] = caller
        return caller

    async def bearer(self, scope: Scope) -> Caller | None:
        """Return who asks, by the token that he brings."""
        kind, _, token = Headers(scope=scope).get("authorization", "").partition(" ")
        return await self.caller(token) if kind.lower() == "bearer" else None

    def _verify(self, token: str) -> Caller | None:
        if self._keys is None:
            return None
        try:
            proven = jwt.decode(token, self._keys, algorithms=["ES256"])
            caller = Caller.model_validate(proven.claims)
        except (JoseError, ValidationError, ValueError, KeyError, TypeError):
            return None
        claims, header = proven.claims, proven.header
        # A token made for another purpose with the same key is not a caller.
        meant = header.get("typ") == TYPE and claims.get("iss") == ISSUER and claims.get("aud") == AUDIENCE
        return caller if meant and "crit" not in header else None

    def _is_current(self, caller: Caller) -> bool:
        now = self._clock().timestamp()
        lives = caller.expires_at - caller.issued_at <= LONGEST_LIFE
        return lives and caller.issued_at - SKEW <= now < caller.expires_at

    async def _fetch(self) -> bool:
        """Ask the gateway for its keys, not more than once in a while."""
        if not self._keys_url:
            return False
        known = self._keys
        async with self._fetching:
            # Whoever was first has fetched them while this request waited.
            if self._keys is not known:
                return True
            if time.monotonic() - self._fetched_at < FETCH_AGAIN and self._keys is not None:
                return False
            self._fetched_at = time.monotonic()
            try:
                async with httpx.AsyncClient(timeout=2, trust_env=False) as client:
                    answer = await client.get(self._keys_url)
                    answer.raise_for_status()
                    self._keys = KeySet.import_key_set({"keys": answer.json()["keys"]})
            except (httpx.HTTPError, ValueError, KeyError, JoseError) as error:
                log.warning("the gateway's keys could not be fetched: %s", type(error).__name__)
                return False
            return True
