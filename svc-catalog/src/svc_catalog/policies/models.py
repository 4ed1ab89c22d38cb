"""Tables of policies."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Index, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from servicekit.db import Versioned
from servicekit.ids import uuid7
from svc_catalog.db import Base


class Policy(Versioned, Base):
    """One policy: what is published, and what is being written."""

    __tablename__ = "policies"

    policy_id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    #: It holds for enterprises in this region.
    region_code: Mapped[str] = mapped_column(String(12))
    #: As it is published, or drafted where nothing is.
    title: Mapped[str] = mapped_column(String(100))
    #: As `policies.types.Content`; none: nothing is being written.
    draft: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    #: Who wrote last; somebody else publishes.
    author: Mapped[str] = mapped_column(String(200))
    #: None: nothing is published, or no longer.
    published: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    #: Of the publication that holds; 0: there was none.
    number: Mapped[int] = mapped_column(default=0)
    published_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

    __table_args__ = (Index("ix_policies_region_code_published_at", "region_code", "published_at"),)


class PolicyPublication(Base):
    """What was published once; kept for ever."""

    __tablename__ = "policy_publications"

    policy_id: Mapped[UUID] = mapped_column(ForeignKey("policies.policy_id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    #: SHA-256 of the content in canonical JSON.
    sha256: Mapped[str] = mapped_column(String(64))
    author: Mapped[str] = mapped_column(String(200))
    publisher: Mapped[str] = mapped_column(String(200))
    published_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
