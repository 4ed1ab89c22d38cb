"""Tables of revisions of items, and of one decision over many of them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from servicekit.db import Versioned
from servicekit.ids import uuid7
from servicekit.publication import Revision
from svc_catalog.db import Base


class ItemRevision(Revision, Base):
    """One proposed guide of an item."""

    __tablename__ = "item_revisions"
    __table_args__ = (
        Index(
            "uq_item_revisions_open",
            "thing_id",
            unique=True,
            postgresql_where=text("state IN ('draft', 'waiting', 'returned', 'scheduled')"),
        ),
        Index("uq_item_revisions_number", "thing_id", "number", unique=True),
        Index("ix_item_revisions_waiting", "state", "step", "region_code"),
    )


class Amendment(Versioned, Base):
    """One change over many items: one difference to read, one decision."""

    __tablename__ = "amendments"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    reason: Mapped[str] = mapped_column(Text)
    author: Mapped[str] = mapped_column(String(120), index=True)
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    items: Mapped[int]
