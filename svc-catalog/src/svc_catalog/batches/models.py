"""Tables of batches."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from servicekit.db import Versioned
from servicekit.ids import uuid7
from svc_catalog.db import Base


class Batch(Versioned, Base):
    """A plan (教你办): which items are to be explained where, and until when."""

    __tablename__ = "media_batches"

    batch_id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    region_code: Mapped[str] = mapped_column(String(12), index=True)
    name: Mapped[str] = mapped_column(String(100))
    note: Mapped[str] = mapped_column(String(500), server_default="")
    #: Directory codes, in the order of the plan.
    items: Mapped[list[str]] = mapped_column(JSONB)
    planned_by: Mapped[str] = mapped_column(String(200))
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class BatchRegion(Base):
    """A county that takes part in a batch, and its last day."""

    __tablename__ = "media_batch_regions"

    batch_id: Mapped[UUID] = mapped_column(
        ForeignKey("media_batches.batch_id", ondelete="CASCADE"), primary_key=True
    )
    region_code: Mapped[str] = mapped_column(String(12), primary_key=True, index=True)
    due_on: Mapped[date]
