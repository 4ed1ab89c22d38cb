"""Use cases of sign-on: send a browser away, receive it, and open a session."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.accounts.service import AccountService, Description
from gateway.grants.service import GrantService
from gateway.sessions.models import SignedOn
from gateway.sessions.rules import Lifetime
from gateway.sessions.service import Owner, SessionService
from gateway.sso import rules
from gateway.sso.errors import OtherAccount, SignOnNotBegun
from gateway.sso.models import SignOn
from gateway.sso.repository import SignOnRepository
from gateway.sso.types import ProvenIdentity, Provider, Way
from servicekit.crypto import Vault
from servicekit.db import SessionMaker


@dataclass(frozen=True)
class Begun:
    """A browser that may go: where to, and which cookie it takes along."""

    url: str
    browser: str


@dataclass(frozen=True)
class Taken:
    """A sign-on that a browser has come back from."""

    return_to: str
    upgrade_of: str | None
    former_session: str


@dataclass(frozen=True)
class Opened:
    """A new session and its token."""

    token: str
    session: SignedOn


@dataclass(frozen=True)
class Client:
    """Through what somebody signs on."""

    channel: str
    agent: str


class SignOnService:
    """Sends browsers to a provider and receives them, in short transactions of its own.

    What a browser came back with is used up even if the provider then refuses; and no
    transaction stays open while the provider thinks.
    """

    def __init__(self, sessions: SessionMaker, now: datetime) -> None:
        self._sessions = sessions
        self._now = now

    async def begin(
        self,
        provider: Provider,
        way: Way,
        *,
        return_to: str,
        cookie: str | None,
        former_session: str = "",
        upgrade_of: str | None = None,
    ) -> Begun:
        """Return the provider's page for a browser; what it comes back with is good once, there.

        Raises:
            ReturnNotLocal: `return_to` does not lead to a page of this site.

        """
        rules.check_return(return_to)
        state, browser = rules.new_chance(), rules.browser_of(cookie)
        async with self._sessions.begin() as session:
            SignOnRepository(session).add(
                SignOn(
                    provider=provider.name,
                    state_hash=rules.hash_of(state),
                    browser_hash=rules.hash_of(browser),
                    return_to=return_to,
                    upgrade_of=upgrade_of,
                    former_session=former_session or None,
                    expires_at=self._now + rules.LIFE,
                )
            )
        return Begun(provider.begin(state, way), browser)

    async def take(self, provider: Provider, state: str, cookie: str | None) -> Taken:
        """Return the sign-on that a browser comes back from, and forget it.

        Raises:
            SignOnNotBegun: there is none with this state in this browser, or it took too long.

        """
        async with self._sessions.begin() as session:
            found = await SignOnRepository(session).take(provider.name, rules.hash_of(state))
        if found is None:
            raise SignOnNotBegun
        rules.check_browser(found.browser_hash, cookie, found.expires_at, self._now)
        return Taken(found.return_to, found.upgrade_of, found.former_session or "")


async def prove(provider: Provider, params: Mapping[str, str], taken: Taken) -> ProvenIdentity:
    """Return whom the provider proves, for the sign-on that was begun.

    Raises:
        TicketRefused: the provider does not accept the ticket.
        OtherAccount: a level was to be raised, and somebody else came back.

    """
    identity = await provider.finish(params)
    if taken.upgrade_of is not None and taken.upgrade_of != f"{identity.issuer}|{identity.subject}":
        raise OtherAccount
    return identity


class Admission:
    """Lets proven identities in."""

    def __init__(self, session: AsyncSession, vault: Vault, life: Lifetime, now: datetime) -> None:
        self._accounts = AccountService(session, vault, now)
        self._sessions = SessionService(session, now)
        self._grants = GrantService(session, self._sessions, now)
        self._life = life

    async def admit(self, identity: ProvenIdentity, client: Client, former: Collection[str] = ()) -> Opened:
        """Open a session under a new id; those in which the browser was signed on end."""
        principal = await self._accounts.know(
            Description(
                issuer=identity.issuer,
                subject=identity.subject,
                kind=identity.kind,
                level=identity.level,
                id_type=identity.id_type,
                name=identity.name,
                id_number=identity.id_number,
                mobile=identity.mobile,
            )
        )
        permissions = await self._grants.permissions_of(identity.issuer, identity.subject)
        # A level that has changed holds wherever the principal is signed on.
        await self._sessions.set_level(principal.key, identity.level)
        for session_id in sorted(filter(None, former)):
            await self._sessions.sign_out(session_id, "replaced")
        owner = Owner(principal.id, principal.key, identity.kind, identity.level)
        token, session = await self._sessions.open(
            owner, permissions, self._life, channel=client.channel, agent=client.agent
        )
        return Opened(token, session)
