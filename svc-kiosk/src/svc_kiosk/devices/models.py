"""Tables of devices and of what each said last."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, DateTime, Float, ForeignKey, Index, Integer, String, true
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from servicekit.db import Versioned
from svc_kiosk.db import Base
from svc_kiosk.devices.types import DeviceState


class Device(Versioned, Base):
    """One terminal (domain.md §9.1). Its version rises with each change of state, never with a beat."""

    __tablename__ = "devices"

    device_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    asset_number: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    model: Mapped[str] = mapped_column(String(80))
    vendor: Mapped[str] = mapped_column(String(80))
    region_code: Mapped[str] = mapped_column(String(12))
    site_id: Mapped[str] = mapped_column(String(80))
    #: Where in the building: 一楼大厅东侧.
    place: Mapped[str] = mapped_column(String(120))
    address: Mapped[str] = mapped_column(String(200))
    longitude: Mapped[float] = mapped_column(Float)
    latitude: Mapped[float] = mapped_column(Float)
    crs: Mapped[str] = mapped_column(String(20))
    #: 是否 24 小时运行; hours are kept, so that turning it off again brings them back.
    is_round_the_clock: Mapped[bool] = mapped_column(Boolean)
    opens: Mapped[str | None] = mapped_column(String(5))
    closes: Mapped[str | None] = mapped_column(String(5))
    #: Printed on the machine for everybody to read (domain.md §9.2): not sealed, not masked.
    keeper_name: Mapped[str] = mapped_column(String(40))
    keeper_phone: Mapped[str] = mapped_column(String(20))
    state: Mapped[DeviceState] = mapped_column(String(20), default=DeviceState.NEVER_SEEN)
    #: How often an alarm of this device began or ended: the version of those events.
    alarm_events: Mapped[int] = mapped_column(Integer, default=0)
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

    __table_args__ = (Index("ix_devices_region_code", "region_code", "device_id"),)


class Presence(Base):
    """What a device said last; written at a high rate by `heartbeats`, so kept apart and unindexed."""

    __tablename__ = "presences"

    device_id: Mapped[str] = mapped_column(ForeignKey("devices.device_id"), primary_key=True)
    #: The number of the last accepted beat.
    sequence: Mapped[int] = mapped_column(BigInteger, server_default="-1")
    last_seen_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    #: Beats since the last silence that was too long, and the moment of the first of them.
    streak: Mapped[int] = mapped_column(Integer, server_default="0")
    back_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    #: The next beat is news: the device was never seen, or is offline.
    is_awaited: Mapped[bool] = mapped_column(Boolean, server_default=true())
    #: The kinds of alarm that the last beat gives reason for, and since which beat.
    faults: Mapped[list[str]] = mapped_column(JSONB, server_default="[]")
    faults_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    #: The last beat itself: version, peripherals, consumables.
    report: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")

    # Every beat rewrites its row in place, as long as the page has room for one more version of it.
    __table_args__ = {"postgresql_with": {"fillfactor": "70"}}  # noqa: RUF012 - read by SQLAlchemy
