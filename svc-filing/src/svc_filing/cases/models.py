"""Tables of cases."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, DateTime, ForeignKey, Identity, Index, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from servicekit.db import Versioned
from servicekit.ids import uuid7
from svc_filing.cases.types import State
from svc_filing.db import Base


class Case(Versioned, Base):
    """One application (办件); what names the applicant is sealed."""

    __tablename__ = "cases"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    #: 申报号, 21 digits.
    number: Mapped[str] = mapped_column(String(21), unique=True)
    #: Keyed hash of the query password; the password itself is shown once.
    password_hash: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(20), default=State.SUBMITTED)
    applicant: Mapped[str] = mapped_column(String(80), index=True)
    applicant_sealed: Mapped[str] = mapped_column(Text)
    form_sealed: Mapped[str] = mapped_column(Text)
    form_revision: Mapped[str] = mapped_column(String(80))
    item_id: Mapped[str] = mapped_column(String(80))
    item_version: Mapped[int] = mapped_column(BigInteger)
    item_name: Mapped[str] = mapped_column(String(200))
    department_name: Mapped[str] = mapped_column(String(200))
    region_code: Mapped[str] = mapped_column(String(12))
    channel: Mapped[str] = mapped_column(String(20))
    submitted_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    accepted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    #: The last day by law, and by promise.
    legal_due_on: Mapped[date | None]
    promised_due_on: Mapped[date | None]
    #: The due day lies in a year whose holidays are not published.
    is_due_provisional: Mapped[bool] = mapped_column(Boolean, default=False)
    is_overdue: Mapped[bool] = mapped_column(Boolean, default=False)
    taken_by: Mapped[str | None] = mapped_column(String(80))
    corrections: Mapped[int] = mapped_column(default=0)
    #: What the applicant reads: why it went to a person, what to correct, why it was decided so.
    remark: Mapped[str] = mapped_column(Text, default="")
    warnings: Mapped[list[dict[str, str]]] = mapped_column(JSONB, default=list)

    __table_args__ = (Index("ix_cases_region_state", "region_code", "state", "submitted_at", "id"),)


class CaseAction(Base):
    """One thing that was done to a case; never changed, never removed."""

    __tablename__ = "case_actions"

    seq: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    act: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    actor: Mapped[str] = mapped_column(String(80))
    actor_kind: Mapped[str] = mapped_column(String(20))
    remark: Mapped[str] = mapped_column(Text, default="")


class CaseDecision(Base):
    """What a rule said, on which facts, in which version."""

    __tablename__ = "case_decisions"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    outcome: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(60))
    rule: Mapped[str] = mapped_column(String(80))
    rule_hash: Mapped[str] = mapped_column(String(64))
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSONB)
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class NumberSeries(Base):
    """The last number that was given out for a region on a day."""

    __tablename__ = "number_series"

    region_code: Mapped[str] = mapped_column(String(12), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    last: Mapped[int]
