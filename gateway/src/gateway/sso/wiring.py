"""What the routes of sign-on are built from: the providers of a process, the use cases of a request."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from gateway.given import RealNow, SealedWith, SettingsOf
from gateway.sessions import rules as session_rules
from gateway.sso.provincial import Provincial
from gateway.sso.service import Admission, SignOnService
from gateway.sso.staff import StaffPlatform
from servicekit.db import Session, Sessions


@dataclass(frozen=True)
class Providers:
    """The providers of one process; the staff platform's token is kept here."""

    provincial: Provincial
    staff: StaffPlatform


async def providers_of(connection: HTTPConnection) -> Providers:
    """Return the providers of the running application."""
    providers: Providers = connection.app.state.providers
    return providers


def sign_on_service(sessions: Sessions, now: RealNow) -> SignOnService:
    """Build the use cases before the provider has answered."""
    return SignOnService(sessions, now)


def admission(session: Session, vault: SealedWith, now: RealNow, settings: SettingsOf) -> Admission:
    """Build the use case after the provider has answered."""
    life = session_rules.Lifetime(settings.session_idle, settings.session_life)
    return Admission(session, vault, life, now)


Known = Annotated[Providers, Depends(providers_of)]
SignOns = Annotated[SignOnService, Depends(sign_on_service)]
Admissions = Annotated[Admission, Depends(admission)]
