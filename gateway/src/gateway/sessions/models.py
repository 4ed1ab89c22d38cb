"""Table of sessions; the door reads it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Index, LargeBinary, SmallInteger, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from gateway.changes import changes
from gateway.db import Base
from servicekit.ids import uuid7


class SignedOn(Base):
    """One browser or mini-program in which somebody is signed on."""

    __tablename__ = "sessions"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    #: SHA-256 of the token; the token itself is nowhere but with its holder.
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    principal_id: Mapped[UUID] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(String(20))
    level: Mapped[int] = mapped_column(SmallInteger)
    #: issuer|subject
    subject: Mapped[str] = mapped_column(String(200))
    #: What the inner tokens of this session say; kept up to date while it lives.
    claims: Mapped[dict[str, Any]] = mapped_column(JSONB)
    channel: Mapped[str] = mapped_column(String(20))
    agent: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    #: Moved forward by the door while the session is used.
    idle_until: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    #: Set by the database with every change that the door must hear of.
    seq: Mapped[int] = mapped_column(BigInteger, server_default=changes.next_value(), index=True)

    __table_args__ = (
        Index("ix_sessions_alive", "subject", postgresql_where=ended_at.is_(None)),
        Index("ix_sessions_ending", "idle_until", postgresql_where=ended_at.is_(None)),
    )
