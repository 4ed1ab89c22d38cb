"""Tables of uploads and stored files."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from servicekit.ids import uuid7
from svc_catalog.db import Base
from svc_catalog.uploads.types import Rendition


class Upload(Base):
    """A file that comes in by parts."""

    __tablename__ = "uploads"

    upload_id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(200))
    #: Of the whole file, in bytes, as announced.
    size: Mapped[int] = mapped_column(BigInteger)
    #: As announced; none: only the parts are checked.
    sha256: Mapped[str | None] = mapped_column(String(64))
    region_code: Mapped[str] = mapped_column(String(12))
    begun_by: Mapped[str] = mapped_column(String(200))
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class UploadPart(Base):
    """A part that has arrived whole; its bytes lie beside the stored files."""

    __tablename__ = "upload_parts"

    upload_id: Mapped[UUID] = mapped_column(
        ForeignKey("uploads.upload_id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sha256: Mapped[str] = mapped_column(String(64))


class StoredFile(Base):
    """A file that was looked at; its bytes lie under its hash."""

    __tablename__ = "stored_files"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(BigInteger)
    width: Mapped[int]
    height: Mapped[int]
    seconds: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    rendition: Mapped[str] = mapped_column(String(8), default=Rendition.NONE)
    #: The form that every telephone plays, and a picture out of it.
    rendition_sha256: Mapped[str | None] = mapped_column(String(64))
    poster_sha256: Mapped[str | None] = mapped_column(String(64))
    region_code: Mapped[str] = mapped_column(String(12))
    stored_by: Mapped[str] = mapped_column(String(200))
    stored_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
