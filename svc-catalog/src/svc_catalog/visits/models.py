"""Tables of what is seen and said of guides: days and counties, and nobody's name."""

from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from svc_catalog.db import Base
from svc_catalog.visits.types import LONGEST


class Visits(Base):
    """How often a guide was opened and seen to its end, on a day, in a county, on a channel."""

    __tablename__ = "media_visits"

    media_id: Mapped[UUID] = mapped_column(ForeignKey("media_guides.media_id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    region_code: Mapped[str] = mapped_column(String(12), primary_key=True)
    channel: Mapped[str] = mapped_column(String(12), primary_key=True)
    views: Mapped[int]
    completions: Mapped[int]


class Feedback(Base):
    """What somebody said of a guide."""

    __tablename__ = "media_feedback"

    #: Random, so that it does not tell the hour.
    feedback_id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    media_id: Mapped[UUID] = mapped_column(ForeignKey("media_guides.media_id"))
    #: Of the publication that was seen.
    number: Mapped[int]
    day: Mapped[date]
    region_code: Mapped[str] = mapped_column(String(12))
    channel: Mapped[str] = mapped_column(String(12))
    is_helpful: Mapped[bool]
    reason: Mapped[str | None] = mapped_column(String(12))
    #: Screened; for the officer alone.
    text: Mapped[str] = mapped_column(String(LONGEST), server_default="")

    __table_args__ = (Index("ix_media_feedback_media_id_day", "media_id", "day"),)
