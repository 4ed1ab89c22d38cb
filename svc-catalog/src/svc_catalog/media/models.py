"""Tables of media guides."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Index, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from servicekit.db import Versioned
from servicekit.ids import uuid7
from svc_catalog.db import Base
from svc_catalog.media.types import State


class MediaGuide(Versioned, Base):
    """One guide: what is published, and what is being made."""

    __tablename__ = "media_guides"

    media_id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    #: Who made it.
    region_code: Mapped[str] = mapped_column(String(12), index=True)
    #: As it is published, or drafted where nothing is.
    form: Mapped[str] = mapped_column(String(8))
    title: Mapped[str] = mapped_column(String(100))
    draft: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    state: Mapped[str] = mapped_column(String(10), default=State.DRAFT)
    #: Who wrote last; somebody else reviews.
    author: Mapped[str] = mapped_column(String(200))
    #: What the reviewer said when he returned it.
    note: Mapped[str] = mapped_column(String(500), server_default="")
    published: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    #: Of the publication that holds; 0: there was none.
    number: Mapped[int] = mapped_column(default=0)
    published_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class MediaPublication(Base):
    """What was published once; kept for ever."""

    __tablename__ = "media_publications"

    media_id: Mapped[UUID] = mapped_column(ForeignKey("media_guides.media_id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    sha256: Mapped[str] = mapped_column(String(64))
    author: Mapped[str] = mapped_column(String(200))
    publisher: Mapped[str] = mapped_column(String(200))
    published_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class MediaItem(Base):
    """An item that a published guide explains."""

    __tablename__ = "media_items"

    media_id: Mapped[UUID] = mapped_column(ForeignKey("media_guides.media_id"), primary_key=True)
    directory_code: Mapped[str] = mapped_column(String(80), primary_key=True)

    __table_args__ = (Index("ix_media_items_directory_code", "directory_code"),)


class MediaFile(Base):
    """A file that a published guide shows: everybody may have it as long as it does."""

    __tablename__ = "media_files"

    media_id: Mapped[UUID] = mapped_column(ForeignKey("media_guides.media_id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)

    __table_args__ = (Index("ix_media_files_sha256", "sha256"),)


class Claim(Base):
    """A region shows the guide of another as it now is, and says whose it is."""

    __tablename__ = "media_claims"

    region_code: Mapped[str] = mapped_column(String(12), primary_key=True)
    media_id: Mapped[UUID] = mapped_column(ForeignKey("media_guides.media_id"), primary_key=True, index=True)
    claimed_by: Mapped[str] = mapped_column(String(200))
    claimed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    #: The publication that the claimant looked at last; a newer one is shown all the same.
    seen_number: Mapped[int]
