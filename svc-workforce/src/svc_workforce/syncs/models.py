"""Tables of syncs."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, ForeignKey, Identity, Index, Integer, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from servicekit.db import Versioned
from servicekit.ids import uuid7
from svc_workforce.db import Base
from svc_workforce.people.types import Organisation, Post


class Sync(Versioned, Base):
    """One comparison with the platform."""

    __tablename__ = "syncs"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    #: A `Progress`.
    state: Mapped[str] = mapped_column(String(12))
    #: A `Reason` if it looks wrong: the alarm that somebody has to look at.
    reason: Mapped[str] = mapped_column(String(40), default="")
    #: The organisations that made it look wrong.
    suspects: Mapped[list[str]] = mapped_column(JSONB)
    #: How many people the platform told of, and how many of each `Action`.
    counts: Mapped[dict[str, int]] = mapped_column(JSONB)
    organisations: Mapped[list[Organisation]] = mapped_column(JSONB)
    #: How many comparisons had been applied before the platform was asked.
    base: Mapped[int] = mapped_column(Integer)
    compared_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
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
    #: An `Action`.
    action: Mapped[str] = mapped_column(String(12))
    #: Of the main post, afterwards and before; both regions see the row.
    region_code: Mapped[str] = mapped_column(String(12))
    region_before: Mapped[str] = mapped_column(String(12))
    name_sealed: Mapped[str] = mapped_column(Text)
    before: Mapped[list[Post]] = mapped_column(JSONB)
    after: Mapped[list[Post]] = mapped_column(JSONB)

    __table_args__ = (Index("ix_changes_sync", "sync_id", "seq"),)
