"""Tables of rounds."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Index, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from servicekit.db import Versioned
from servicekit.ids import uuid7
from svc_catalog.db import Base


class Round(Versioned, Base):
    """One renewal of a list."""

    __tablename__ = "rounds"

    round_id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    list_id: Mapped[UUID] = mapped_column(ForeignKey("curated_lists.list_id"), index=True)
    list_name: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(20))
    #: Of the list.
    region_code: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(100))
    opens_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    #: The end of the last day.
    closes_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    #: What the list asked when the round was begun: rules do not move under those who propose.
    criteria: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    needs_test: Mapped[bool]
    begun_by: Mapped[str] = mapped_column(String(200))
    #: Why it closed before the day that was planned, and who said so.
    close_reason: Mapped[str] = mapped_column(String(500), server_default="")
    closed_by: Mapped[str | None] = mapped_column(String(200))
    published_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    #: Counted at publication, against the round before.
    added: Mapped[int] = mapped_column(server_default="0")
    removed: Mapped[int] = mapped_column(server_default="0")
    kept: Mapped[int] = mapped_column(server_default="0")
    #: Accepted, but no longer fit on the day of publication.
    missed: Mapped[int] = mapped_column(server_default="0")

    # One at a time, whoever begins two at the same moment.
    __table_args__ = (
        Index(
            "uq_rounds_list_unpublished",
            "list_id",
            unique=True,
            postgresql_where=text("published_at IS NULL"),
        ),
    )
