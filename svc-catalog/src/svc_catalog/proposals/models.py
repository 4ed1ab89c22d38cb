"""Tables of proposals."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Index, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from servicekit.db import Versioned
from servicekit.ids import uuid7
from svc_catalog.db import Base
from svc_catalog.proposals.types import State, Tried


class Proposal(Versioned, Base):
    """What a county wants done to a list in a round."""

    __tablename__ = "proposals"

    proposal_id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    round_id: Mapped[UUID] = mapped_column(ForeignKey("rounds.round_id"))
    item_id: Mapped[str] = mapped_column(String(80))
    item_name: Mapped[str] = mapped_column(String(200))
    region_code: Mapped[str] = mapped_column(String(12))
    act: Mapped[str] = mapped_column(String(8))
    reason: Mapped[str] = mapped_column(String(500))
    #: How the item stood against the criteria when it was proposed, and why.
    verdict: Mapped[str] = mapped_column(String(8))
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    #: Of the last test.
    tried: Mapped[str] = mapped_column(String(8), default=Tried.NONE)
    state: Mapped[str] = mapped_column(String(10), default=State.PROPOSED)
    proposed_by: Mapped[str] = mapped_column(String(200))
    proposed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    decided_by: Mapped[str | None] = mapped_column(String(200))
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    answer: Mapped[str] = mapped_column(String(500), server_default="")

    __table_args__ = (
        Index("uq_proposals_round_item", "round_id", "item_id", unique=True),
        Index("ix_proposals_round_place", "round_id", "proposal_id"),
    )


class ProposalTest(Base):
    """One trial of a proposed item, step by step."""

    __tablename__ = "proposal_tests"

    test_id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    proposal_id: Mapped[UUID] = mapped_column(
        ForeignKey("proposals.proposal_id", ondelete="CASCADE"), index=True
    )
    tried_on: Mapped[date]
    channel: Mapped[str] = mapped_column(String(10))
    minutes: Mapped[int]
    steps: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    outcome: Mapped[str] = mapped_column(String(8))
    recorded_by: Mapped[str] = mapped_column(String(200))
    recorded_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
