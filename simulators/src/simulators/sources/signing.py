"""The signature of domain.md §3.5, written from the documents and from nobody's client."""

import hashlib


def sign(app_key: str, secret: str, request_time: str) -> str:
    """Return the lower-case sign of a call; which secret depends on the call."""
    return hashlib.md5(f"{app_key}{secret}{request_time}".encode()).hexdigest()
