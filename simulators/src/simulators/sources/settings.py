"""What the simulator of the data sources is told at its start."""

import secrets
from typing import Any

from pydantic import Field

from simulators.program import Document


class Application(Document):
    """A system that may read the sources."""

    name: str = "三智办件"
    app_key: str = Field(default_factory=lambda: secrets.token_hex(16))
    app_secret: str = Field(default_factory=lambda: secrets.token_hex(16))
    # Accepted besides those handed out; it does not expire.
    request_secret: str | None = None


class Settings(Document):
    """The applications that are registered, the platform's times, and changes to records."""

    applications: list[Application] = Field(default_factory=lambda: [Application()])
    # Integrators call refreshTokenByKey every 48 hours and refreshTokenBySec every 15 minutes.
    refresh_seconds: int = 172_800
    request_seconds: int = 900
    clock_skew_seconds: int = 300
    timeout_seconds: float = 30
    # source → cardId → fields to replace
    records: dict[str, dict[str, dict[str, Any]]] = Field(default_factory=dict)
