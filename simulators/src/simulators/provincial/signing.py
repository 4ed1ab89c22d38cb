"""The signatures of domain.md §7.1 and §7.2, written from the documents and from nobody's client."""

import base64
import hashlib
import hmac
from urllib.parse import quote, unquote_plus

# What the clients of the IRS gateway leave unescaped in a value.
_UNESCAPED = "!'()~*-._"


def md5_sign(servicecode: str, servicepwd: str, time: str) -> str:
    """Return the lower-case sign of a classic call."""
    return hashlib.md5(f"{servicecode}{servicepwd}{time}".encode()).hexdigest()


def canonical_query(query: str) -> str:
    """Return a query as it is signed: decoded, sorted as whole `k=v` strings, encoded again."""
    pairs = sorted(unquote_plus(pair) for pair in query.split("&") if pair)
    return "&".join(_encoded(pair) for pair in pairs)


def _encoded(pair: str) -> str:
    name, _, value = pair.partition("=")
    return f"{quote(name, safe=_UNESCAPED)}={quote(value, safe=_UNESCAPED)}"


def irs_signature(method: str, path: str, query: str, access_key: str, date: str, secret_key: str) -> str:
    """Return X-BG-HMAC-SIGNATURE: base64 of HMAC-SHA256 over five lines, each ended by a newline."""
    text = "".join(f"{line}\n" for line in (method, path, canonical_query(query), access_key, date))
    return base64.b64encode(_hmac_sha256(secret_key, text.encode()).digest()).decode()


def esso_signature(body: bytes, project_secret: str) -> str:
    """Return x-esso-signature: lower hex over exactly the bytes of the body."""
    return _hmac_sha256(project_secret, body).hexdigest()


def _hmac_sha256(secret: str, message: bytes) -> hmac.HMAC:
    return hmac.new(secret.encode(), message, hashlib.sha256)
