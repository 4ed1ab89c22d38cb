"""The signatures of the providers, as their gateways compute them (domain.md 7)."""

import base64
import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

Params = Iterable[tuple[str, str]]


def classic_time(now: datetime) -> str:
    """Return a moment as the provincial sign-on wants it: `yyyyMMddHHmmss`, local time."""
    return now.astimezone(SHANGHAI).strftime("%Y%m%d%H%M%S")


def classic_sign(servicecode: str, servicepwd: str, time: str) -> str:
    """Return the sign of a classic call: MD5 in lower case (domain.md 7.1)."""
    return hashlib.md5(f"{servicecode}{servicepwd}{time}".encode(), usedforsecurity=False).hexdigest()


def irs_date(now: datetime) -> str:
    """Return a moment as the header X-BG-DATE-TIME carries it: RFC 1123, GMT."""
    return format_datetime(now.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)).replace("-0000", "GMT")


def irs_signature(secret_key: str, access_key: str, method: str, path: str, params: Params, date: str) -> str:
    """Return X-BG-HMAC-SIGNATURE (domain.md 7.2).

    Whole `name=value` texts are sorted, so that `a1=0` stands before `a=1`. The body
    is not signed: its integrity rests on TLS.
    """
    query = "&".join(sorted(f"{name}={quote(value, safe='')}" for name, value in params))
    return _hmac_base64(secret_key, f"{method}\n{path}\n{query}\n{access_key}\n{date}\n")


def irs_headers(
    secret_key: str, access_key: str, method: str, path: str, params: Params, now: datetime
) -> dict[str, str]:
    """Return the four headers of a call through the IRS gateway."""
    date = irs_date(now)
    return {
        "X-BG-HMAC-SIGNATURE": irs_signature(secret_key, access_key, method, path, params, date),
        "X-BG-HMAC-ALGORITHM": "hmac-sha256",
        "X-BG-HMAC-ACCESS-KEY": access_key,
        "X-BG-DATE-TIME": date,
    }


def esso_signature(project_secret: str, body: bytes) -> str:
    """Return x-esso-signature: lower hex over the exact bytes of the body (domain.md 7.2)."""
    return hmac.new(project_secret.encode(), body, "sha256").hexdigest()


def staff_timestamp(now: datetime) -> str:
    """Return a moment as X-Hmac-Auth-Timestamp carries it: local, with milliseconds and offset."""
    return now.astimezone(SHANGHAI).isoformat(timespec="milliseconds")


def staff_signature(
    secret: str, method: str, timestamp: str, nonce: str, path: str, params: Params = ()
) -> str:
    """Return X-Hmac-Auth-Signature as the Java SDK 1.2.0 computes it (domain.md 7.3).

    Values are signed raw, not URL-encoded; names are sorted without regard to case, the
    values of one name among themselves; empty values are left out.
    """
    kept = sorted(
        ((name, value) for name, value in params if value), key=lambda pair: (pair[0].lower(), pair[1])
    )
    lines = [method, timestamp, nonce, path]
    if kept:
        lines.append("&".join(f"{name}={value}" for name, value in kept))
    return _hmac_base64(secret, "\n".join(lines))


def _hmac_base64(secret: str, text: str) -> str:
    return base64.b64encode(hmac.new(secret.encode(), text.encode(), "sha256").digest()).decode()
