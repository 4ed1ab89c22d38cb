"""Tables of tickets; no name and no telephone is ever kept."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Boolean, DateTime, Index, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from servicekit.db import Versioned
from svc_hallmetrics.db import Base


class Ticket(Versioned, Base):
    """One visitor's number, with moments corrected for the machine's clock."""

    __tablename__ = "tickets"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    hall_id: Mapped[str] = mapped_column(String(80))
    region_code: Mapped[str] = mapped_column(String(12))
    day: Mapped[date]
    machine: Mapped[str] = mapped_column(String(40))
    number: Mapped[str] = mapped_column(String(20))
    business: Mapped[str] = mapped_column(String(40), default="")
    window: Mapped[str] = mapped_column(String(20), default="")
    taken_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    called_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    started_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    finished_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    left_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    #: waiting, called, serving, served, abandoned
    state: Mapped[str] = mapped_column(String(12))
    #: Why it does not count: too_short, too_long, order_broken, clock_corrected, …
    flags: Mapped[list[str]] = mapped_column(JSONB, default=list)
    #: Whether its service time may stand in an indicator.
    is_credible: Mapped[bool] = mapped_column(Boolean, default=True)

    __table_args__ = (
        Index("uq_tickets_identity", "hall_id", "day", "machine", "number", unique=True),
        Index("ix_tickets_hall_taken", "hall_id", "day", "taken_at", "id"),
    )
