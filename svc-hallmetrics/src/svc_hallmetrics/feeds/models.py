"""Tables of feeds."""

from datetime import datetime

from sqlalchemy import DateTime, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from svc_hallmetrics.db import Base


class Feed(Base):
    """One source of tickets: a queue machine's hub, known by the principal that signs its requests."""

    __tablename__ = "feeds"

    subject: Mapped[str] = mapped_column(String(120), primary_key=True)
    hall_id: Mapped[str] = mapped_column(String(80), index=True)
    region_code: Mapped[str] = mapped_column(String(12))
    registered_by: Mapped[str] = mapped_column(String(120))
    registered_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    last_heard_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class Machine(Base):
    """One ticket machine or caller, and how far its clock is off."""

    __tablename__ = "machines"

    hall_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    machine: Mapped[str] = mapped_column(String(40), primary_key=True)
    #: Positive: its clock is fast.
    offset_s: Mapped[int] = mapped_column(Integer)
    measured_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
