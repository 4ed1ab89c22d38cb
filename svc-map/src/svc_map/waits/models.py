"""Tables of tickets of the present day."""

from datetime import date, datetime

from sqlalchemy import DateTime, Index, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from svc_map.db import Base


class LiveTicket(Base):
    """One ticket; kept until its day is over."""

    __tablename__ = "live_tickets"

    ticket_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    hall_id: Mapped[str] = mapped_column(String(80))
    #: The local day.
    day: Mapped[date]
    stage: Mapped[int] = mapped_column(SmallInteger)
    taken_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    called_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    #: When we were last told of it.
    heard_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

    __table_args__ = (Index("ix_live_tickets_day", "day", "hall_id"),)
