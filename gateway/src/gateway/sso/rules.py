"""What is true of sign-ons whatever providers and database do."""

import hashlib
import hmac
import re
import secrets
from datetime import datetime, timedelta

from gateway.sso.errors import ReturnNotLocal, SignOnNotBegun

#: Sent back by the provider's site, even in a form: the session's cookie is stricter.
COOKIE = "__Host-sanzhi-sign-on"
LIFE = timedelta(minutes=10)

LONGEST_RETURN = 500
# A path of this site: no scheme, no host, nothing a browser would take for either, and no
# address of the interface, where a return could do something.
LOCAL = re.compile(
    r"/(?!/|api(?:/|$))[A-Za-z0-9._~!$&'()*+,;=:@%/-]*"
    r"(?:\?[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?(?:#[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?"
)
CHANCE = re.compile(r"[A-Za-z0-9_-]{43}")


def new_chance() -> str:
    """Return 256 bits of chance: a state, or the cookie of a browser."""
    return secrets.token_urlsafe(32)


def hash_of(text: str) -> bytes:
    """Return what is stored of a state or a cookie."""
    return hashlib.sha256(text.encode()).digest()


def browser_of(cookie: str | None) -> str:
    """Return the cookie of a browser that has other sign-ons under way, or a new one."""
    return cookie if cookie and CHANCE.fullmatch(cookie) else new_chance()


def check_return(path: str) -> str:
    """Return a path to which a browser may be sent after sign-on.

    Raises:
        ReturnNotLocal: it does not lead to a page of this site.

    """
    if len(path) > LONGEST_RETURN or not LOCAL.fullmatch(path) or has_double_meaning(path):
        raise ReturnNotLocal(
            errors=[{"parameter": "return_to", "detail": "is not a local path", "zh": ReturnNotLocal.zh}]
        )
    return path


def has_double_meaning(path: str) -> bool:
    """Tell whether a path holds what some browser or server would read as another address."""
    lower = path.partition("?")[0].partition("#")[0].lower()
    return (
        "//" in lower
        or any(code in lower for code in ("%2f", "%5c", "%2e", "%00", "%09", "%0a", "%0d"))
        or any(part in {".", ".."} for part in lower.split("/"))
    )


def check_browser(expected: bytes, cookie: str | None, expires_at: datetime, now: datetime) -> None:
    """Refuse to finish a sign-on in another browser than the one that began it, or too late.

    Raises:
        SignOnNotBegun: one of these.

    """
    if not cookie or not hmac.compare_digest(expected, hash_of(cookie)) or expires_at <= now:
        raise SignOnNotBegun
