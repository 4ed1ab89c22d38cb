"""Tables of the comparison."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Date, DateTime, Index, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from servicekit.ids import uuid7
from svc_catalog.db import Base
from svc_catalog.drift.types import TaskState


class DriftRun(Base):
    """One comparison."""

    __tablename__ = "drift_runs"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
    #: Items of ours that were compared.
    items: Mapped[int]
    #: `{name: {"verdict", "held", "differing"}}`; who did not answer is named here, and nowhere else.
    neighbours: Mapped[dict[str, Any]] = mapped_column(JSONB)
    opened: Mapped[int]
    closed: Mapped[int]


class DriftTask(Base):
    """An item of which a neighbour says something else."""

    __tablename__ = "drift_tasks"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    neighbour: Mapped[str] = mapped_column(String(20))
    item_id: Mapped[str] = mapped_column(String(80))
    item_name: Mapped[str] = mapped_column(String(200))
    #: Who has to see to it: those with this role there.
    owner: Mapped[str] = mapped_column(String(40))
    region_code: Mapped[str] = mapped_column(String(12))
    department_code: Mapped[str] = mapped_column(String(20))
    #: `[{"kind", "ours", "theirs"}]`
    differences: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    state: Mapped[str] = mapped_column(String(8), default=TaskState.OPEN)
    opened_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    #: When a comparison found it last.
    seen_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    due_on: Mapped[date] = mapped_column(Date)
    is_provisional: Mapped[bool]
    closed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (
        Index(
            "uq_drift_tasks_open",
            "neighbour",
            "item_id",
            unique=True,
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_drift_tasks_todo", "state", "region_code", "due_on"),
    )
