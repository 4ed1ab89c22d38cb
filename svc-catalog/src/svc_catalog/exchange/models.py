"""Tables of imports."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Index, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from servicekit.db import Versioned
from servicekit.ids import uuid7
from svc_catalog.db import Base
from svc_catalog.exchange.types import ImportState


class Import(Versioned, Base):
    """A file of items that somebody sent, and how far we are with it."""

    __tablename__ = "imports"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    name: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(12), default=ImportState.STAGING)
    sent_by: Mapped[str] = mapped_column(String(80), index=True)
    sent_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    #: Where the sender may draft; rows of other regions are faulty.
    regions: Mapped[list[str]] = mapped_column(JSONB)
    #: What is wrong with the file and belongs to no row.
    faults: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    rows: Mapped[int] = mapped_column(default=0)
    checked: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    faulty: Mapped[int] = mapped_column(default=0)
    amendment_id: Mapped[UUID | None]


class ImportRow(Base):
    """What the file says of one item, and what came of it."""

    __tablename__ = "import_rows"

    import_id: Mapped[UUID] = mapped_column(ForeignKey("imports.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(String(80))
    #: The row of its sheet, or the line of its file.
    line: Mapped[int]
    fixed: Mapped[dict[str, str]] = mapped_column(JSONB)
    guide: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    faults: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    #: Rules of quality that the guide breaks: told now, refused only when it is to be published.
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    #: unchanged, changed, faulty; not yet known while checking.
    outcome: Mapped[str | None] = mapped_column(String(10))
    #: Version of the item that was compared.
    item_version: Mapped[int | None]

    __table_args__ = (
        Index("ix_import_rows_outcome", "import_id", "outcome", "number"),
        Index("ix_import_rows_item", "import_id", "item_id"),
    )
