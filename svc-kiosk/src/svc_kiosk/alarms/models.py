"""The table of alarms."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from servicekit.ids import uuid7
from svc_kiosk.alarms.types import Kind
from svc_kiosk.db import Base


class Alarm(Base):
    """One thing that is or was wrong with a device; all its moments are true ones, not those of a check."""

    __tablename__ = "alarms"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    device_id: Mapped[str] = mapped_column(ForeignKey("devices.device_id"))
    region_code: Mapped[str] = mapped_column(String(12))
    kind: Mapped[Kind] = mapped_column(String(20))
    #: Offline: the last accepted beat. Others: the first beat that told of it.
    since: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    raised_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    #: Offline: the first beat of the return. Others: the first beat that no longer told of it.
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    duration_s: Mapped[int | None] = mapped_column(BigInteger)
    acknowledged_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    acknowledged_by: Mapped[str | None] = mapped_column(String(200))
    #: What the operator found out (问题核实).
    remark: Mapped[str | None] = mapped_column(String(200))
    #: Which of its device's alarm events told of it last.
    event_number: Mapped[int] = mapped_column(Integer)

    __table_args__ = (
        Index("uq_alarms_open", "device_id", "kind", unique=True, postgresql_where=ended_at.is_(None)),
        Index("ix_alarms_raised_at", raised_at.desc(), "id"),
        Index("ix_alarms_device_id", "device_id", raised_at.desc()),
    )
