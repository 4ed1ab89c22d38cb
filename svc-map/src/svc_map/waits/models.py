"""Tables of live waits."""

from datetime import datetime

from sqlalchemy import DateTime, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from svc_map.db import Base


class LiveTicket(Base):
    """One ticket of today, as far as it has come; it is only ever advanced."""

    __tablename__ = "live_tickets"

    ticket_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    hall_id: Mapped[str] = mapped_column(String(80))
    #: 0 waiting, 1 called, 2 over
    stage: Mapped[int]
    taken_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    called_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (Index("ix_live_tickets_hall", "hall_id", "taken_at"),)
