"""Tables of tasks."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from servicekit.db import Versioned
from servicekit.ids import uuid7
from svc_map.db import Base


class Task(Versioned, Base):
    """One thing to do; at most one is open per kind and subject."""

    __tablename__ = "tasks"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    #: item_gone, item_changed
    kind: Mapped[str] = mapped_column(String(40))
    #: The item that the sites offer or offered.
    subject: Mapped[str] = mapped_column(String(120))
    region_code: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(300))
    #: item_withdrawn, item_suspended, or what of the item has changed
    reason: Mapped[str] = mapped_column(String(200))
    opened_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    closed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    closed_by: Mapped[str | None] = mapped_column(String(80))
    note: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (
        Index("uq_tasks_open", "kind", "subject", unique=True, postgresql_where=closed_at.is_(None)),
        Index("ix_tasks_region", "region_code", "opened_at"),
    )
