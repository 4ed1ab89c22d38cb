"""Tables of demands."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from servicekit.db import Versioned
from servicekit.ids import uuid7
from svc_catalog.db import Base


class Demand(Versioned, Base):
    """Something that a window demanded although the sheet does not name it."""

    __tablename__ = "demands"

    demand_id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    sheet_code: Mapped[str] = mapped_column(ForeignKey("sheets.code", ondelete="CASCADE"), index=True)
    #: Of the item whose owner has to answer.
    item_id: Mapped[str] = mapped_column(String(80))
    item_name: Mapped[str] = mapped_column(String(200))
    region_code: Mapped[str] = mapped_column(String(12))
    department_code: Mapped[str] = mapped_column(String(20))
    #: material, visit, fee, wait, other
    kind: Mapped[str] = mapped_column(String(10))
    #: What was demanded, and how the window explained it.
    what: Mapped[str] = mapped_column(String(100))
    reason: Mapped[str] = mapped_column(String(300))
    #: Where it was demanded.
    place: Mapped[str] = mapped_column(String(100))
    #: holder or clerk, and which.
    said_by: Mapped[str] = mapped_column(String(10))
    subject: Mapped[str] = mapped_column(String(200))
    #: open, closed
    state: Mapped[str] = mapped_column(String(8))
    #: dropped, added, justified
    outcome: Mapped[str | None] = mapped_column(String(10))
    answer: Mapped[str] = mapped_column(String(500), default="")
    closed_by: Mapped[str | None] = mapped_column(String(200))
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    due_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    closed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (Index("ix_demands_todo", "state", "region_code", "due_at"),)
