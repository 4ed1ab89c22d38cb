"""The columns of a table of revisions; a service declares the table."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from servicekit.db import Versioned
from servicekit.ids import uuid7
from servicekit.publication.types import State


class Revision(Versioned):
    """One proposed content of a thing, and everybody who had a hand in it.

    The service adds a unique index on `thing_id` where `state` is one of `types.OPEN`.
    """

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    thing_id: Mapped[str] = mapped_column(String(80), index=True)
    region_code: Mapped[str] = mapped_column(String(12))
    #: 1, 2, 3 … of its thing.
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(12), default=State.DRAFT)
    #: Whose turn it is: place among the steps.
    step: Mapped[int] = mapped_column(default=0)
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    content_hash: Mapped[str] = mapped_column(String(64))
    #: Why: for whoever approves.
    reason: Mapped[str] = mapped_column(Text, default="")
    author: Mapped[str] = mapped_column(String(120))
    drafted_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    #: `{"step", "by", "at", "verdict", "note"}`, in their order.
    signatures: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    #: Why a finding does not matter here, by its code.
    waivers: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    #: When it takes effect at the earliest; nothing: with the last approval.
    valid_from: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    published_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    replaced_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    #: One decision over many things.
    change_id: Mapped[UUID | None] = mapped_column(index=True)
