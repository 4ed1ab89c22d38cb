"""All SQL on sessions.

No row is locked ahead of its change: the triggers make changes wait for each other, and
whoever held a row while waiting could hold up the one he waits for.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, literal, or_, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.sessions.models import SignedOn


class SessionRepository:
    """Stores, finds and ends sessions; never commits."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, session: SignedOn) -> None:
        """Store a new session."""
        self._session.add(session)
        await self._session.flush()

    async def alive_of(self, subject: str, now: datetime) -> Sequence[SignedOn]:
        """Return the living sessions of a principal, the newest first."""
        own = select(SignedOn).where(SignedOn.subject == subject, is_alive(now))
        return (await self._session.scalars(own.order_by(SignedOn.created_at.desc()))).all()

    async def end(self, now: datetime, which: ColumnElement[bool]) -> Sequence[SignedOn]:
        """End sessions that have not ended, and return them."""
        ending = update(SignedOn).where(SignedOn.ended_at.is_(None), which).values(ended_at=now)
        returned = ending.returning(SignedOn).execution_options(synchronize_session="fetch")
        return (await self._session.scalars(returned)).all()

    async def set_grants(self, subject: str, grants: Mapping[str, list[str]]) -> None:
        """Let the living sessions of a principal carry these grants."""
        await self._say(subject, {"grants": dict(grants)})

    async def set_level(self, subject: str, level: int) -> None:
        """Let the living sessions of a principal that carry another level carry this one."""
        await self._say(subject, {"lvl": level}, SignedOn.level != level, level=level)

    async def _say(
        self, subject: str, claims: dict[str, Any], *which: ColumnElement[bool], **columns: Any
    ) -> None:
        await self._session.execute(
            update(SignedOn)
            .where(SignedOn.subject == subject, SignedOn.ended_at.is_(None), *which)
            .values(claims=SignedOn.claims.concat(literal(claims, JSONB)), **columns)
            .execution_options(synchronize_session=False)
        )


def is_alive(now: datetime) -> ColumnElement[bool]:
    """Keep sessions in which somebody is signed on."""
    return and_(SignedOn.ended_at.is_(None), SignedOn.expires_at > now, SignedOn.idle_until > now)


def is_over(now: datetime) -> ColumnElement[bool]:
    """Keep sessions whose time is up."""
    return or_(SignedOn.expires_at <= now, SignedOn.idle_until <= now)


def is_one(session_id: UUID) -> ColumnElement[bool]:
    """Keep one session."""
    return SignedOn.id == session_id


def is_of(subject: str) -> ColumnElement[bool]:
    """Keep the sessions of a principal."""
    return SignedOn.subject == subject
