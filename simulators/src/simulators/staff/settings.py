"""What the simulator of the staff platform is told at its start."""

import secrets
from typing import Any

from pydantic import Field

from simulators.program import Document


class Application(Document):
    """A system that staff sign on to and that reads the directory."""

    name: str = "三智工作台"
    client_id: str = "sanzhi_dingoa"
    app_key: str = Field(default_factory=lambda: f"sanzhi-{secrets.token_hex(8)}")
    app_secret: str = Field(default_factory=lambda: secrets.token_hex(20))
    redirect_uris: list[str] = Field(default_factory=lambda: ["http://127.0.0.1:8000/"])


class Settings(Document):
    """The applications that are registered, the platform's times, and changes to people."""

    applications: list[Application] = Field(default_factory=lambda: [Application()])
    tenant_id: int = 196729
    realm_name: str = "浙政钉（模拟）"
    # domain.md §7.3: access token 7200 s; the other times are chosen.
    token_seconds: int = 7200
    code_seconds: int = 300
    qr_seconds: int = 180
    clock_skew_seconds: int = 600
    employees: dict[str, dict[str, Any]] = Field(default_factory=dict)
