"""Use cases on sessions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.sessions import rules
from gateway.sessions.errors import NoSuchSession
from gateway.sessions.events import session_ended
from gateway.sessions.models import SignedOn
from gateway.sessions.repository import SessionRepository, is_of, is_one, is_over
from servicekit.outbox import Outbox

Grants = Mapping[str, Iterable[str]]


@dataclass(frozen=True)
class Owner:
    """Whose session it is to be."""

    principal_id: UUID
    subject: str
    kind: str
    level: int


class SessionService:
    """What can be done with sessions; one public method per use case."""

    def __init__(self, session: AsyncSession, now: datetime) -> None:
        self._sessions = SessionRepository(session)
        self._outbox = Outbox(session, now)
        self._now = now

    async def open(
        self, owner: Owner, grants: Grants, life: rules.Lifetime, *, channel: str, agent: str
    ) -> tuple[str, SignedOn]:
        """Begin a session under a new id and return its token, which is kept nowhere else."""
        token = rules.new_token()
        idle_until, expires_at = life.ends(self._now)
        session = SignedOn(
            token_hash=rules.hash_of(token),
            principal_id=owner.principal_id,
            kind=owner.kind,
            level=owner.level,
            subject=owner.subject,
            claims=rules.claims_of(owner.subject, owner.kind, owner.level, grants),
            channel=channel,
            agent=agent[:200],
            created_at=self._now,
            expires_at=expires_at,
            idle_until=idle_until,
        )
        await self._sessions.add(session)
        return token, session

    async def own(self, subject: str) -> Sequence[SignedOn]:
        """Return where a principal is signed on, the newest first."""
        return await self._sessions.alive_of(subject, self._now)

    async def end_own(self, session_id: UUID, subject: str) -> None:
        """End one session of a principal.

        Raises:
            NoSuchSession: it has ended, or is somebody else's.

        """
        if not await self._end(and_(is_one(session_id), is_of(subject)), "revoked"):
            raise NoSuchSession

    async def sign_out(self, session_id: str, reason: str = "signed_out") -> None:
        """End the session a browser comes with, if it still lives."""
        try:
            which = is_one(UUID(session_id))
        except ValueError:
            return
        await self._end(which, reason)

    async def end_all(self, subject: str, reason: str) -> int:
        """End every session of a principal; return how many there were."""
        return await self._end(is_of(subject), reason)

    async def end_overdue(self) -> int:
        """End the sessions whose time is up; the door lets nobody in with them any more."""
        return await self._end(is_over(self._now), "expired")

    async def set_grants(self, subject: str, grants: Grants) -> None:
        """Let the living sessions of a principal carry other grants from now on."""
        permissions = {permission: sorted(regions) for permission, regions in sorted(grants.items())}
        await self._sessions.set_grants(subject, permissions)

    async def set_level(self, subject: str, level: int) -> None:
        """Let the living sessions of a principal carry another level from now on."""
        await self._sessions.set_level(subject, level)

    async def _end(self, which: ColumnElement[bool], reason: str) -> int:
        ended = await self._sessions.end(self._now, which)
        await self._outbox.announce_many([session_ended(session, reason) for session in ended])
        return len(ended)
