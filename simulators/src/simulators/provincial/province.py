"""What the province keeps while it runs: accounts, tickets and tokens."""

import re
import secrets
from dataclasses import dataclass
from enum import Enum, auto
from typing import Annotated, TypeVar

from fastapi import Depends, Request

from simulators.controls import Clock
from simulators.provincial.accounts import Account, Company, Resident, companies, residents
from simulators.provincial.settings import Application, Settings

Kind = TypeVar("Kind", bound=Account)


class Fault(Enum):
    """Why a ticket or token is not honoured."""

    EXPIRED = auto()
    UNKNOWN = auto()
    FOREIGN = auto()
    MALFORMED = auto()


class GrantRefused(Exception):
    """A ticket or token is not honoured."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.name)
        self.fault = fault


@dataclass
class Grant:
    """A ticket or token: for whom, for which application, and until when."""

    persona: str
    application: Application
    expires_at: float
    is_used: bool = False


class Province:
    """All that changes while the simulator runs."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self.settings = settings
        self.clock = clock
        self.restart()

    def restart(self) -> None:
        """Forget everything that happened since the start."""
        self.residents: dict[str, Resident] = residents(self.settings.accounts)
        self.companies: dict[str, Company] = companies(self.settings.accounts)
        self.signatures: set[str] = set()
        self._grants: dict[str, Grant] = {}

    def application(self, **key: str) -> Application | None:
        """Return the application with, for example, `servicecode="…"`, or `None`."""
        ((name, value),) = key.items()
        return next((one for one in self.settings.applications if getattr(one, name) == value), None)

    def account(self, persona: str) -> Account | None:
        """Return the resident or company with this persona key, or `None`."""
        return self.residents.get(persona) or self.companies.get(persona)

    def issue_ticket(self, account: Account, application: Application) -> str:
        """Return a new ticket, good for one exchange."""
        return self._issue("ticket", self.settings.ticket_seconds, account, application)

    def issue_token(self, account: Account, application: Application) -> str:
        """Return a new token, good until it expires."""
        return self._issue("token", self.settings.token_seconds, account, application)

    def redeem_ticket(self, ticket: str, application: Application, kind: type[Kind]) -> Kind:
        """Return whose ticket it is, and use it up.

        Raises:
            GrantRefused: it is no ticket of this kind of account, not this application's, used or expired.

        """
        grant = self._grant(ticket, "ticket", application)
        account = self._account(grant, kind)
        grant.is_used = True
        return account

    def token_owner(self, token: str, application: Application, kind: type[Kind]) -> Kind:
        """Return whose token it is.

        Raises:
            GrantRefused: it is no token of this kind of account, not this application's, or expired.

        """
        return self._account(self._grant(token, "token", application), kind)

    def _account(self, grant: Grant, kind: type[Kind]) -> Kind:
        account = self.account(grant.persona)
        if not isinstance(account, kind):
            raise GrantRefused(Fault.UNKNOWN)
        return account

    def _issue(self, kind: str, seconds: int, account: Account, application: Application) -> str:
        value = f"{secrets.token_hex(16)}-{kind}"
        self._grants[value] = Grant(account.key, application, self.clock.timestamp() + seconds)
        return value

    def _grant(self, value: str, kind: str, application: Application) -> Grant:
        if not re.fullmatch(rf"[0-9a-f]{{32}}-{kind}", value):
            raise GrantRefused(Fault.MALFORMED)
        grant = self._grants.get(value)
        if grant is None:
            raise GrantRefused(Fault.UNKNOWN)
        if grant.application is not application:
            raise GrantRefused(Fault.FOREIGN)
        if grant.is_used or self.clock.timestamp() > grant.expires_at:
            raise GrantRefused(Fault.EXPIRED)
        return grant


def _province(request: Request) -> Province:
    province: Province = request.app.state.province
    return province


Here = Annotated[Province, Depends(_province)]
