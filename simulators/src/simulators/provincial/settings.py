"""What the provincial simulator is told at its start."""

import secrets
from typing import Any, Literal

from pydantic import Field

from simulators.program import Document


def _secret() -> str:
    return secrets.token_hex(16)


class Application(Document):
    """A system that residents sign on to, with its keys of each generation."""

    name: str = "三智政务服务"
    servicecode: str = "sanzhi"
    servicepwd: str = Field(default_factory=_secret)
    callback: str = "http://127.0.0.1:8000/"
    callback_method: Literal["GET", "POST"] = "GET"
    redirect_origins: list[str] = Field(default_factory=list)

    # IRS: access and secret key of the gateway, appId of the calls behind it.
    access_key: str = Field(default_factory=lambda: f"BCDSGA_{_secret()}")
    secret_key: str = Field(default_factory=_secret)
    app_id: str = "2002000001"
    forbidden_routes: list[str] = Field(default_factory=list)

    # The older sign-on of companies (ESSO).
    project_id: str = Field(default_factory=_secret)
    project_secret: str = Field(default_factory=_secret)


class Settings(Document):
    """The applications that are registered, the provider's tolerances, and changes to personas."""

    applications: list[Application] = Field(default_factory=lambda: [Application()])
    ticket_seconds: int = 300
    token_seconds: int = 1800
    # How far `time` of the classic calls may be off; the documents name no number.
    time_skew_seconds: int = 300
    # domain.md §7.2: "Clock skew exceeded (>90 s)".
    clock_skew_seconds: int = 90
    # Nothing in the headers makes a signature unique, so by default it may be used twice.
    refuse_replay: bool = False
    accounts: dict[str, dict[str, Any]] = Field(default_factory=dict)
