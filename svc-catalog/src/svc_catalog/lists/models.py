"""Tables of lists."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Index, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from servicekit.db import Versioned
from servicekit.ids import uuid7
from svc_catalog.db import Base
from svc_catalog.lists.types import TaskState


class CuratedList(Versioned, Base):
    """One list of a city, and what it asks of items."""

    __tablename__ = "curated_lists"

    list_id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    kind: Mapped[str] = mapped_column(String(20))
    #: It is made for everybody in this region.
    region_code: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(100))
    summary: Mapped[str] = mapped_column(String(500))
    #: As `conditions.types.Condition`; all have to hold.
    criteria: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    #: Nothing is added that has not been tried (逐项测试).
    needs_test: Mapped[bool]
    #: Of the round that holds.
    round_title: Mapped[str] = mapped_column(String(100), server_default="")
    published_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (Index("uq_curated_lists_kind_region", "kind", "region_code", unique=True),)


class ListEntry(Base):
    """An item on a list."""

    __tablename__ = "list_entries"

    list_id: Mapped[UUID] = mapped_column(ForeignKey("curated_lists.list_id"), primary_key=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("items.item_id", ondelete="CASCADE"), primary_key=True)
    directory_code: Mapped[str] = mapped_column(String(80))
    region_code: Mapped[str] = mapped_column(String(12))
    #: Why it was put there.
    reason: Mapped[str] = mapped_column(String(500))
    since: Mapped[datetime] = mapped_column(DateTime(timezone=True))

    __table_args__ = (Index("ix_list_entries_item_id", "item_id"),)


class ListTask(Versioned, Base):
    """Something that the owner of an item has to see to because of a list."""

    __tablename__ = "list_tasks"

    task_id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    list_id: Mapped[UUID] = mapped_column(ForeignKey("curated_lists.list_id"))
    item_id: Mapped[str] = mapped_column(String(80))
    item_name: Mapped[str] = mapped_column(String(200))
    region_code: Mapped[str] = mapped_column(String(12))
    department_code: Mapped[str] = mapped_column(String(20))
    what: Mapped[str] = mapped_column(String(300))
    state: Mapped[str] = mapped_column(String(8), default=TaskState.OPEN)
    answer: Mapped[str] = mapped_column(String(500), server_default="")
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    #: End of the last working day on which it is in time.
    due_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    closed_by: Mapped[str | None] = mapped_column(String(200))
    closed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (Index("ix_list_tasks_todo", "state", "region_code", "due_at"),)
