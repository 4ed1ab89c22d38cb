"""Tables of subscriptions."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Index, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from svc_catalog.db import Base


class Subscription(Base):
    """Somebody who wants to hear of policies; what is said of the enterprise goes when he ends it."""

    __tablename__ = "policy_subscriptions"

    subject: Mapped[str] = mapped_column(String(200), primary_key=True)
    region_code: Mapped[str] = mapped_column(String(12))
    profile: Mapped[dict[str, Any]] = mapped_column(JSONB)
    #: Also of policies that might fit.
    wants_unsure: Mapped[bool]
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class PolicyNotice(Base):
    """What a subscriber was told."""

    __tablename__ = "policy_notices"

    subject: Mapped[str] = mapped_column(
        ForeignKey("policy_subscriptions.subject", ondelete="CASCADE"), primary_key=True
    )
    policy_id: Mapped[UUID] = mapped_column(ForeignKey("policies.policy_id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    title: Mapped[str] = mapped_column(String(100))
    verdict: Mapped[str] = mapped_column(String(8))
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    seen_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (Index("ix_policy_notices_subject_made_at", "subject", "made_at"),)
