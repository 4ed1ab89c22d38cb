"""Tables of people."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from servicekit.db import Versioned
from servicekit.ids import uuid7
from svc_workforce.db import Base


class Person(Versioned, Base):
    """One member of staff; whoever leaves stays, with his history, and returns under the same id."""

    __tablename__ = "people"

    staff_id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    employee_code: Mapped[str] = mapped_column(String(80), unique=True)
    name_sealed: Mapped[str] = mapped_column(Text)
    #: active, left
    state: Mapped[str] = mapped_column(String(10))
    #: Of the main post.
    region_code: Mapped[str] = mapped_column(String(12), index=True)
    #: `[{"organisation_code", "region_code", "title", "is_main"}]`
    posts: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    left_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class Organisation(Base):
    """One organisation, known by its code: a new name does not make a second one."""

    __tablename__ = "organisations"

    code: Mapped[str] = mapped_column(String(80), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    region_code: Mapped[str] = mapped_column(String(12), index=True)
    parent_code: Mapped[str | None] = mapped_column(String(80))
