"""The JSON of sign-on."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from servicekit.schemas import In, Out


class InAppSignOn(In):
    """What the staff platform's own app gives a page."""

    auth_code: str = Field(min_length=1, max_length=200)


class SessionExchange(In):
    """A provider's credential that a mini-program holds."""

    provider: Literal["provincial"] = "provincial"
    #: What the credential is: of the classic flow, the unified one, or the older one of companies.
    credential: Literal["ticket", "ticketId", "ssotoken"] = "ticket"
    value: str = Field(min_length=1, max_length=500)


class SessionOpenedOut(Out):
    """A session that begins; the cookie goes with it."""

    id: UUID
    kind: str
    level: int
    idle_until: datetime
    expires_at: datetime


class BearerOut(SessionOpenedOut):
    """A session outside a browser: `Authorization: Bearer …` with every request."""

    token: str = Field(repr=False)
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - the scheme
