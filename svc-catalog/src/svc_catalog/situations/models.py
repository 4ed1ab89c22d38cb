"""Tables of situations."""

from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, ForeignKey, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from servicekit.db import Versioned
from svc_catalog.db import Base


class SituationSet(Versioned, Base):
    """What one list entry asks, and which answers lead to which situation."""

    __tablename__ = "situations"

    item_id: Mapped[str] = mapped_column(ForeignKey("items.item_id", ondelete="CASCADE"), primary_key=True)
    region_code: Mapped[str] = mapped_column(String(12))
    #: As `situations.types.Question`.
    questions: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    #: As `situations.types.Situation`; exactly one is the default.
    situations: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
