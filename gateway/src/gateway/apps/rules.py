"""What is true of applications and services whatever the database does."""

import secrets
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from gateway.apps.errors import AssertionRefused, ScopeNotYours
from servicekit.scope import covers

AUDIENCE, TYPE = "sanzhi-gateway", "service-assertion+jwt"
LONGEST_LIFE = 60  # seconds
SKEW = 5  # seconds
#: What services may do that nobody has asked them to, and where: the catalogue compares what the others
#: hold of it, in the whole province.
GRANTS_OF_SERVICES = {"svc-catalog": {"drift:read": ["330000"]}}


def new_key_id() -> str:
    """Return the name by which an application is known."""
    return f"app_{secrets.token_hex(12)}"


def new_secret() -> str:
    """Return 256 bits of chance, marked so that secret scanners know it."""
    return f"szk_{secrets.token_urlsafe(32)}"


def check_scopes(held: Mapping[str, AbstractSet[str]], scopes: Iterable[str], region_code: str) -> None:
    """Refuse to give an application more than who registers it may do in its region.

    Raises:
        ScopeNotYours: some permission is missing.

    """
    missing = sorted(scope for scope in scopes if not covers(held.get(scope, frozenset()), region_code))
    if missing:
        raise ScopeNotYours(permissions=missing)


def claims_of_app(key_id: str, scopes: Iterable[str], region_code: str) -> dict[str, Any]:
    """Return what the inner tokens of an application say."""
    grants = {scope: [region_code] for scope in sorted(scopes)}
    return {"sub": key_id, "knd": "app", "lvl": 0, "grants": grants}


def claims_of_service(name: str) -> dict[str, Any]:
    """Return what the inner tokens of a service say; it acts for itself and for nobody."""
    return {"sub": name, "knd": "service", "lvl": 0, "grants": GRANTS_OF_SERVICES.get(name, {})}


@dataclass(frozen=True)
class Assertion:
    """Which service speaks, and the name of this one proof."""

    service: str
    jti: str


def read_assertion(text: str, keys: KeySet, now: datetime) -> Assertion:
    """Return which service signed an assertion (after RFC 7523).

    A JWT, ES256, `typ: service-assertion+jwt`, `kid` and `iss` and `sub` the service,
    `aud: sanzhi-gateway`, `jti`, `iat`, and `exp` at most a minute later.

    Raises:
        AssertionRefused: any of this is not so.

    """
    try:
        signed = jwt.decode(text, keys, algorithms=["ES256"])
    except (JoseError, ValueError) as error:
        raise AssertionRefused from error
    header, claims = signed.header, signed.claims
    name, jti, begins, ends = (claims.get(claim) for claim in ("sub", "jti", "iat", "exp"))
    is_named = name == claims.get("iss") == header.get("kid") and isinstance(name, str)
    is_meant = header.get("typ") == TYPE and claims.get("aud") == AUDIENCE
    if not (is_named and is_meant and isinstance(jti, str) and 8 <= len(jti) <= 80):  # noqa: PLR2004
        raise AssertionRefused
    if not (isinstance(begins, int) and isinstance(ends, int)):
        raise AssertionRefused
    moment = now.timestamp()
    if not (ends - begins <= LONGEST_LIFE and begins - SKEW <= moment < ends + SKEW):
        raise AssertionRefused
    return Assertion(str(name), jti)
