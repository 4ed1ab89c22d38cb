"""Use cases on grants."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.accounts.models import key_of
from gateway.grants import rules
from gateway.grants.errors import (
    AlreadyGranted,
    NoSuchGrant,
    NoSuchHolder,
    NoSuchRole,
    NotYourOwn,
)
from gateway.grants.events import grants_changed
from gateway.grants.models import Grant, Holder
from gateway.grants.repository import GrantRepository
from gateway.grants.roles import role_of
from gateway.sessions.service import SessionService
from servicekit.outbox import Outbox
from servicekit.scope import covers

Permissions = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Wanted:
    """A grant that is to be made."""

    issuer: str
    subject: str
    application: str
    role: str
    region_code: str


@dataclass(frozen=True)
class Granter:
    """Who makes or withdraws grants, and what he holds himself."""

    key: str
    permissions: Permissions


class GrantService:
    """What can be done with grants; one public method per use case."""

    def __init__(self, session: AsyncSession, sessions: SessionService, now: datetime) -> None:
        self._grants = GrantRepository(session)
        self._sessions = sessions
        self._outbox = Outbox(session, now)
        self._now = now

    async def give(self, wanted: Wanted, by: Granter) -> Grant:
        """Grant a role below oneself, to somebody who need not have signed on yet.

        Raises:
            NoSuchRole: the application declares no such role.
            NotYourOwn: somebody would grant to himself.
            NotBelowYou: the role or the region does not lie below.
            AlreadyGranted: it stands already.

        """
        role = role_of(wanted.application, wanted.role)
        if role is None:
            raise NoSuchRole(errors=[{"pointer": "#/role", "detail": "is not declared", "zh": NoSuchRole.zh}])
        check_not_own(wanted.issuer, wanted.subject, by)
        rules.check_below(by.permissions, role, wanted.region_code)
        return await self.appoint(wanted, by.key)

    async def appoint(self, wanted: Wanted, by: str) -> Grant:
        """Store a grant whoever makes it: for `give`, and for the first administrators of all.

        Raises:
            AlreadyGranted: it stands already.

        """
        holder = await self._grants.lock_or_add_holder(wanted.issuer, wanted.subject, self._now)
        standing = await self._grants.standing_of(wanted.issuer, wanted.subject)
        if any(is_same(grant, wanted) for grant in standing):
            raise AlreadyGranted
        grant = Grant(
            issuer=wanted.issuer,
            subject=wanted.subject,
            application=wanted.application,
            role=wanted.role,
            region_code=wanted.region_code,
            granted_by=by,
            granted_at=self._now,
        )
        self._grants.add(grant)
        await self._changed(holder, [*standing, grant])
        return grant

    async def withdraw(self, grant_id: UUID, regions: Iterable[str], by: Granter) -> Grant:
        """Take a grant back; open sessions lose it with the commit.

        Raises:
            NoSuchGrant: there is none in `regions`.
            NotYourOwn: somebody would change what he holds himself.
            NotBelowYou: it is not his to withdraw.

        """
        found = await self._grants.one(grant_id, regions)
        if found is None:
            raise NoSuchGrant
        check_not_own(found.issuer, found.subject, by)
        if role := role_of(found.application, found.role):
            rules.check_below(by.permissions, role, found.region_code)
        holder = await self._grants.lock_or_add_holder(found.issuer, found.subject, self._now)
        standing = await self._grants.standing_of(found.issuer, found.subject)
        grant = next((grant for grant in standing if grant.id == grant_id), None)
        if grant is None:
            # Somebody else was faster while we waited for the holder.
            raise NoSuchGrant
        grant.withdrawn_by, grant.withdrawn_at = by.key, self._now
        await self._changed(holder, [other for other in standing if other is not grant])
        return grant

    async def withdraw_all(self, issuer: str, subject: str, by: str) -> int:
        """Take everything back from somebody who has left; return how many grants there were."""
        holder = await self._grants.lock_holder(issuer, subject)
        standing = await self._grants.standing_of(issuer, subject) if holder else []
        if holder is None or not standing:
            return 0
        for grant in standing:
            grant.withdrawn_by, grant.withdrawn_at = by, self._now
        await self._changed(holder, [])
        return len(standing)

    async def permissions_of(self, issuer: str, subject: str) -> Permissions:
        """Return what a principal may do, unchangeable until the transaction ends."""
        await self._grants.lock_holder(issuer, subject, shared=True)
        return rules.permissions_of(await self._grants.standing_of(issuer, subject))

    async def end_sessions(self, issuer: str, subject: str, by: Granter, regions: Iterable[str]) -> int:
        """End all sessions of a member of staff whose grants all lie below; return how many.

        Raises:
            NoSuchHolder: he holds no grants, or some that lie elsewhere.

        """
        check_not_own(issuer, subject, by)
        standing = await self._grants.standing_of(issuer, subject)
        reach = frozenset(regions)
        if not standing or not all(covers(reach, grant.region_code) for grant in standing):
            raise NoSuchHolder
        return await self._sessions.end_all(key_of(issuer, subject), "revoked")

    async def page(self, regions: Iterable[str], after: UUID | None, limit: int) -> Sequence[Grant]:
        """Return standing grants within `regions`."""
        return await self._grants.page(regions, after, limit)

    async def _changed(self, holder: Holder, standing: Sequence[Grant]) -> None:
        holder.changed_at = self._now
        holder.version += 1
        await self._outbox.announce(lambda changed: grants_changed(changed, standing), holder)
        await self._sessions.set_grants(holder.key, rules.permissions_of(standing))


def check_not_own(issuer: str, subject: str, by: Granter) -> None:
    """Refuse to change what one holds oneself."""
    if key_of(issuer, subject) == by.key:
        raise NotYourOwn


def is_same(grant: Grant, wanted: Wanted) -> bool:
    """Tell whether a grant is the one that is wanted."""
    return (grant.application, grant.role, grant.region_code) == (
        wanted.application,
        wanted.role,
        wanted.region_code,
    )
