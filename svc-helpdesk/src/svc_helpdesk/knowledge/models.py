"""Tables of knowledge."""

from datetime import datetime

from sqlalchemy import BigInteger, DateTime, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from servicekit.db import Versioned
from svc_helpdesk.db import Base


class Entry(Versioned, Base):
    """One question that can be answered, for one region."""

    __tablename__ = "entries"

    entry_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    item_id: Mapped[str] = mapped_column(String(80), index=True)
    #: The version of the item that the answer was made from.
    item_version: Mapped[int] = mapped_column(BigInteger)
    region_code: Mapped[str] = mapped_column(String(12))
    #: materials, time, fee, place, hours, condition, steps, faq
    aspect: Mapped[str] = mapped_column(String(12))
    question: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    #: published, withheld
    state: Mapped[str] = mapped_column(String(12))
    withheld_reason: Mapped[str | None] = mapped_column(String(40))
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

    __table_args__ = (Index("ix_entries_region_state", "region_code", "state"),)
