"""Tables of handovers."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from servicekit.db import Versioned
from servicekit.ids import uuid7
from svc_helpdesk.db import Base


class Handover(Versioned, Base):
    """A question that a person is to answer; the words are sealed, they may name somebody."""

    __tablename__ = "handovers"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    owner: Mapped[str] = mapped_column(String(80), index=True)
    region_code: Mapped[str] = mapped_column(String(12))
    item_id: Mapped[str | None] = mapped_column(String(80))
    question_sealed: Mapped[str] = mapped_column(Text)
    answer_sealed: Mapped[str | None] = mapped_column(Text)
    #: waiting, answered
    state: Mapped[str] = mapped_column(String(12))
    #: From here the minute counts: the moment of the handover, not that of the bot's first word.
    waiting_since: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    is_late: Mapped[bool] = mapped_column(default=False)
    answered_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    answered_by: Mapped[str | None] = mapped_column(String(80))

    __table_args__ = (Index("ix_handovers_region_state", "region_code", "state", "waiting_since"),)
