"""The signature of domain.md §7.3, written from the documents and from nobody's client."""

import base64
import hashlib
import hmac
from collections.abc import Iterable

Parameters = list[tuple[str, str]]


def canonical(parameters: Iterable[tuple[str, str]]) -> str:
    """Return parameters as they are signed.

    Values raw, empty ones left out, sorted by name without regard to case and then by value; a name
    given twice stays twice.
    """
    kept = [(name, value) for name, value in parameters if value]
    kept.sort(key=lambda pair: (pair[0].lower(), pair[0], pair[1]))
    return "&".join(f"{name}={value}" for name, value in kept)


def signature(method: str, timestamp: str, nonce: str, uri: str, parameters: Parameters, secret: str) -> str:
    """Return X-Hmac-Auth-Signature: base64 of HMAC-SHA256; without parameters there is no fifth line."""
    lines = [method, timestamp, nonce, uri]
    signed = canonical(parameters)
    if signed:
        lines.append(signed)
    digest = hmac.new(secret.encode(), "\n".join(lines).encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()
