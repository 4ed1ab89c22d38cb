"""What is true of sessions whatever the database does."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

COOKIE = "__Host-sanzhi"
PREFIX = "szs_"


@dataclass(frozen=True)
class Lifetime:
    """How long sessions last, in seconds."""

    idle: int
    longest: int

    def ends(self, now: datetime) -> tuple[datetime, datetime]:
        """Return when a session begun now is over without use, and in any case."""
        expires_at = now + timedelta(seconds=self.longest)
        return min(now + timedelta(seconds=self.idle), expires_at), expires_at


def new_token() -> str:
    """Return 256 bits of chance, marked so that secret scanners know it."""
    return PREFIX + secrets.token_urlsafe(32)


def hash_of(token: str) -> bytes:
    """Return what is stored of a token."""
    return hashlib.sha256(token.encode()).digest()


def claims_of(subject: str, kind: str, level: int, grants: Mapping[str, Iterable[str]]) -> dict[str, Any]:
    """Return what the inner tokens of a session say."""
    permissions = {permission: sorted(regions) for permission, regions in sorted(grants.items())}
    return {"sub": subject, "knd": kind, "lvl": level, "grants": permissions}
