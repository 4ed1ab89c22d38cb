"""Tables of sheets."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Index, LargeBinary, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from svc_catalog.db import Base


class Sheet(Base):
    """One sheet as it was given out; nothing of it changes afterwards."""

    __tablename__ = "sheets"

    #: What a verifier types or scans.
    code: Mapped[str] = mapped_column(String(24), primary_key=True)
    item_id: Mapped[str] = mapped_column(String(80), index=True)
    item_version: Mapped[int] = mapped_column(BigInteger)
    #: As `sheets.types.Content`: no word of it is about the person.
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    #: SHA-256 of the content in canonical JSON, as it is printed.
    sha256: Mapped[str] = mapped_column(String(64))
    #: Keyed hash of code and content: who can write to this table cannot make a sheet.
    seal: Mapped[str] = mapped_column(String(64))
    pdf: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    pdf_sha256: Mapped[str] = mapped_column(String(64))
    #: Who asked for it, when signed in.
    holder: Mapped[str | None] = mapped_column(String(200))
    issued_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    valid_until: Mapped[datetime] = mapped_column(DateTime(timezone=True))

    __table_args__ = (Index("ix_sheets_holder", "holder", "issued_at", postgresql_where=holder.is_not(None)),)
