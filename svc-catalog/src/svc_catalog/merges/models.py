"""Tables of merges."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Date, DateTime, ForeignKey, Index, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from servicekit.db import Versioned
from servicekit.ids import uuid7
from svc_catalog.db import Base
from svc_catalog.merges.types import MergeState


class Merge(Versioned, Base):
    """Elements in which an item says something of its own, and the province now something new."""

    __tablename__ = "merges"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    item_id: Mapped[str] = mapped_column(ForeignKey("items.item_id", ondelete="CASCADE"))
    item_name: Mapped[str] = mapped_column(String(200))
    region_code: Mapped[str] = mapped_column(String(12))
    department_code: Mapped[str] = mapped_column(String(20))
    #: The province's version that is to be adopted.
    province_version: Mapped[int]
    #: `{element: {"base": …, "theirs": …}}`; what we say stands in the item.
    fields: Mapped[dict[str, Any]] = mapped_column(JSONB)
    state: Mapped[str] = mapped_column(String(8), default=MergeState.OPEN)
    opened_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    #: The last day for the choice; provisional if it rests on a year whose notice is not out.
    adopt_by: Mapped[date] = mapped_column(Date)
    is_provisional: Mapped[bool]
    #: `{element: "ours" | "theirs" | "edited"}`
    choices: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    decided_by: Mapped[str | None] = mapped_column(String(120))
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    revision_id: Mapped[UUID | None] = mapped_column(ForeignKey("item_revisions.id", ondelete="SET NULL"))

    __table_args__ = (
        Index("uq_merges_open", "item_id", unique=True, postgresql_where=text("state = 'open'")),
        Index("ix_merges_todo", "state", "region_code", "adopt_by"),
    )
