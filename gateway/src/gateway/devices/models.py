"""Tables of devices; the door reads `devices`."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Index, LargeBinary, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from gateway.changes import changes
from gateway.db import Base
from servicekit.ids import uuid7

ACTIVE, REVOKED = "active", "revoked"


class Enrolment(Base):
    """A one-time code with which one device may hand in its public key."""

    __tablename__ = "device_enrolments"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    #: SHA-256 of the code; the code itself is shown once.
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    device_id: Mapped[str] = mapped_column(String(80))
    region_code: Mapped[str] = mapped_column(String(12))
    created_by: Mapped[str] = mapped_column(String(200))
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
    used_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class DeviceKey(Base):
    """The public key of a device; a device that is enrolled again gets a new row."""

    __tablename__ = "devices"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    #: Thumbprint of the key (RFC 7638): what the device names itself by when it signs.
    key_id: Mapped[str] = mapped_column(String(100), unique=True)
    public_key: Mapped[dict[str, Any]] = mapped_column(JSONB)
    status: Mapped[str] = mapped_column(String(20))
    claims: Mapped[dict[str, Any]] = mapped_column(JSONB)
    device_id: Mapped[str] = mapped_column(String(80))
    region_code: Mapped[str] = mapped_column(String(12))
    enrolled_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    #: The highest sequence number that came with a signature; written by the door.
    last_sequence: Mapped[int | None] = mapped_column(BigInteger)
    #: Since when a sequence number has come twice: two machines sign with one key.
    suspect_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    seq: Mapped[int] = mapped_column(BigInteger, server_default=changes.next_value())

    __table_args__ = (
        Index("uq_devices_active", "device_id", unique=True, postgresql_where=status == ACTIVE),
        Index("ix_devices_region_code", "region_code", "id"),
    )
