"""What the staff platform keeps while it runs: people, tokens, codes, scans and messages."""

import secrets
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from fastapi import Depends, Request

from simulators.controls import Clock
from simulators.staff.directory import Employee, Persona, directory, personas
from simulators.staff.settings import Application, Settings


@dataclass
class Code:
    """A one-time code: who it stands for, which application may exchange it, and how it was got."""

    employee_code: str
    application: Application
    kind: Literal["scan", "app"]
    expires_at: float


@dataclass
class Scan:
    """A sign-on page that waits for a phone: only the page knows `wait_id`, the phone gets `scan_id`."""

    application: Application
    redirect_uri: str
    state: str
    is_embedded: bool
    expires_at: float
    scan_id: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    wait_id: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    status: Literal["waiting", "scanned", "confirmed", "refused"] = "waiting"
    code: str | None = None


class Platform:
    """All that changes while the simulator runs."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self.settings = settings
        self.clock = clock
        self.personas: dict[str, Persona] = personas()
        self.restart()

    def restart(self) -> None:
        """Forget everything that happened since the start."""
        self.directory = directory(self.settings.employees)
        self.messages: list[dict[str, Any]] = []
        self.scans: list[Scan] = []
        self._nonces: dict[str, float] = {}
        self._tokens: dict[str, tuple[Application, float]] = {}
        self._codes: dict[str, Code] = {}

    def application(self, **key: str) -> Application | None:
        """Return the application with, for example, `app_key="…"`, or `None`."""
        ((name, value),) = key.items()
        return next((one for one in self.settings.applications if getattr(one, name) == value), None)

    def staff(self, who: str) -> Employee | None:
        """Return the working person with this persona key or employee code, or `None`."""
        persona = self.personas.get(who)
        employee = self.directory.find(persona.code if persona else who)
        return employee if employee and employee.status == "A" else None

    def is_first_use(self, application: Application, nonce: str) -> bool:
        """Remember a nonce and tell whether it is new; the memory reaches as far back as a call may."""
        now = self.clock.timestamp()
        horizon = now - 2 * self.settings.clock_skew_seconds
        self._nonces = {used: at for used, at in self._nonces.items() if at > horizon}
        key = f"{application.app_key} {nonce}"
        if key in self._nonces:
            return False
        self._nonces[key] = now
        return True

    def issue_token(self, application: Application) -> str:
        """Return a new access token."""
        token = f"app_{secrets.token_hex(16)}"
        self._tokens[token] = (application, self.clock.timestamp() + self.settings.token_seconds)
        return token

    def honours_token(self, token: str, application: Application) -> bool:
        """Tell whether an access token is this application's and has not expired."""
        holder, expires_at = self._tokens.get(token, (None, 0))
        return holder is application and self.clock.timestamp() <= expires_at

    def issue_code(self, employee: Employee, application: Application, kind: Literal["scan", "app"]) -> str:
        """Return a new one-time code."""
        code = secrets.token_hex(20)
        expires_at = self.clock.timestamp() + self.settings.code_seconds
        self._codes[code] = Code(employee.code, application, kind, expires_at)
        return code

    def redeem_code(
        self, code: str, application: Application, kind: Literal["scan", "app"]
    ) -> Employee | None:
        """Return whom a code stands for, and use it up; `None` if it is used, expired or another's."""
        known = self._codes.get(code)
        if known is None or known.application is not application or known.kind != kind:
            return None
        del self._codes[code]
        if self.clock.timestamp() > known.expires_at:
            return None
        return self.staff(known.employee_code)

    def open_scan(self, application: Application, redirect_uri: str, state: str, is_embedded: bool) -> Scan:
        """Return a new sign-on page's waiting."""
        expires_at = self.clock.timestamp() + self.settings.qr_seconds
        scan = Scan(application, redirect_uri, state, is_embedded, expires_at)
        self.scans.append(scan)
        return scan

    def scan(self, **key: str) -> Scan | None:
        """Return the waiting with, for example, `scan_id="…"`, or `None` if there is none or it is over."""
        ((name, value),) = key.items()
        found = next((one for one in self.scans if getattr(one, name) == value), None)
        return found if found and self.clock.timestamp() <= found.expires_at else None


def _platform(request: Request) -> Platform:
    platform: Platform = request.app.state.platform
    return platform


Here = Annotated[Platform, Depends(_platform)]
