"""Tables of applications; the door reads `apps` and uses up `nonces`."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Date, DateTime, Index, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from gateway.changes import changes
from gateway.db import Base
from servicekit.ids import uuid7

ACTIVE, REVOKED = "active", "revoked"


class App(Base):
    """A program of somebody else that may call in its own name."""

    __tablename__ = "apps"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    key_id: Mapped[str] = mapped_column(String(100), unique=True)
    #: Sealed, not hashed: the door needs it to compute signatures.
    secret_sealed: Mapped[str]
    status: Mapped[str] = mapped_column(String(20))
    claims: Mapped[dict[str, Any]] = mapped_column(JSONB)
    #: Calls per minute and per day.
    quota: Mapped[dict[str, Any]] = mapped_column(JSONB)
    name: Mapped[str] = mapped_column(String(80))
    owner: Mapped[str] = mapped_column(String(120))
    region_code: Mapped[str] = mapped_column(String(12))
    created_by: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    seq: Mapped[int] = mapped_column(BigInteger, server_default=changes.next_value())

    __table_args__ = (Index("ix_apps_region_code", "region_code", "id"),)


class AppCalls(Base):
    """How often an application called on a day; counted by a trigger where its nonces are used up."""

    __tablename__ = "app_calls"

    key_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    #: In Asia/Shanghai.
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    calls: Mapped[int] = mapped_column(BigInteger)


class Nonce(Base):
    """A nonce that was used; the door refuses it a second time and forgets it when it is too old.

    Unlogged: after a crash of the database a request of the last minutes could come
    again once; writing each to the log would cost more than that is worth.
    """

    __tablename__ = "nonces"

    key_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    nonce: Mapped[str] = mapped_column(String(100), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)

    __table_args__ = ({"prefixes": ["UNLOGGED"]},)
