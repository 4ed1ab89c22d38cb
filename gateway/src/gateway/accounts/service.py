"""Use cases on principals."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.accounts import rules
from gateway.accounts.errors import NoSuchPrincipal
from gateway.accounts.models import Principal
from gateway.accounts.repository import PrincipalRepository
from servicekit.crypto import Vault
from servicekit.ids import uuid7

NAME, ID_NUMBER, MOBILE = "principals.name", "principals.id_number", "principals.mobile"


@dataclass(frozen=True)
class Described:
    """A principal with what is sealed in the table, opened."""

    principal: Principal
    name: str = field(repr=False)
    id_number: str = field(repr=False)
    mobile: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Description:
    """How a provider describes a principal at sign-on."""

    issuer: str
    subject: str
    kind: str
    level: int
    id_type: str
    name: str = field(repr=False)
    id_number: str = field(repr=False)
    mobile: str = field(repr=False)


class AccountService:
    """What can be done with principals; one public method per use case."""

    def __init__(self, session: AsyncSession, vault: Vault, now: datetime) -> None:
        self._principals = PrincipalRepository(session)
        self._vault = vault
        self._now = now

    async def know(self, said: Description) -> Principal:
        """Return the principal of an issuer and subject as just described, kept locked.

        At authlevel 1 the provider says neither name nor number; what it said before is
        then forgotten too, for nobody vouches for it any more.
        """
        new = Principal(
            id=uuid7(),
            issuer=said.issuer,
            subject=said.subject,
            first_seen_at=self._now,
            ui_style=rules.first_style(said.id_type, said.id_number, self._now.date()),
        )
        self._describe(new, said)
        principal = await self._principals.lock_or_add(new)
        self._describe(principal, said)
        return principal

    def _describe(self, principal: Principal, said: Description) -> None:
        principal.kind, principal.level, principal.id_type = said.kind, said.level, said.id_type
        principal.name_sealed = self._seal(said.name, NAME)
        principal.id_number_sealed = self._seal(said.id_number, ID_NUMBER)
        principal.id_number_index = (
            self._vault.fingerprint(said.id_number, ID_NUMBER) if said.id_number else None
        )
        principal.mobile_sealed = self._seal(said.mobile, MOBILE)
        principal.last_seen_at = self._now

    async def own(self, key: str) -> Described:
        """Return a principal with what is known of it.

        Raises:
            NoSuchPrincipal: the table has been emptied since the sign-on.

        """
        principal = await self._principals.of_key(key)
        if principal is None:
            raise NoSuchPrincipal
        return Described(
            principal,
            name=self._open(principal.name_sealed, NAME),
            id_number=self._open(principal.id_number_sealed, ID_NUMBER),
            mobile=self._open(principal.mobile_sealed, MOBILE),
        )

    async def choose_style(self, key: str, ui_style: str) -> None:
        """Remember how pages are to look to a principal.

        Raises:
            NoSuchPrincipal: the table has been emptied since the sign-on.

        """
        principal = await self._principals.of_key(key)
        if principal is None:
            raise NoSuchPrincipal
        principal.ui_style = ui_style

    def _seal(self, text: str, context: str) -> str | None:
        return self._vault.seal(text, context) if text else None

    def _open(self, sealed: str | None, context: str) -> str:
        return self._vault.open(sealed, context) if sealed else ""
