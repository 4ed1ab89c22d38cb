"""Tables of syncs."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, ForeignKey, Identity, Index, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from servicekit.db import Versioned
from servicekit.ids import uuid7
from svc_workforce.db import Base


class Sync(Versioned, Base):
    """One comparison with the platform."""

    __tablename__ = "syncs"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    #: ready, refused, applied
    state: Mapped[str] = mapped_column(String(12))
    #: empty_organisation, too_many_leavers; the alarm that somebody has to look at
    reason: Mapped[str] = mapped_column(String(40), default="")
    counts: Mapped[dict[str, int]] = mapped_column(JSONB)
    organisations: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    #: The last application when this was compared: a difference from before it is of no use.
    base: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    compared_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    compared_by: Mapped[str] = mapped_column(String(120))
    applied_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    applied_by: Mapped[str | None] = mapped_column(String(120))
    remark: Mapped[str] = mapped_column(Text, default="")


class Change(Base):
    """What a sync would do, or did, to one person."""

    __tablename__ = "changes"

    seq: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    sync_id: Mapped[UUID] = mapped_column(ForeignKey("syncs.id"))
    employee_code: Mapped[str] = mapped_column(String(80))
    #: joined, left, vanished, rehired, moved, renamed
    action: Mapped[str] = mapped_column(String(12))
    region_code: Mapped[str] = mapped_column(String(12))
    name_sealed: Mapped[str] = mapped_column(Text)
    before: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    after: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)

    __table_args__ = (Index("ix_changes_sync", "sync_id", "seq"),)
