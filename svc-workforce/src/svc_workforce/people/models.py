"""Tables of people."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from servicekit.db import Versioned
from servicekit.ids import uuid7
from svc_workforce.db import Base
from svc_workforce.people.types import Post


class Person(Versioned, Base):
    """One member of staff; whoever leaves stays, with his history, and returns under the same id."""

    __tablename__ = "people"

    staff_id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    employee_code: Mapped[str] = mapped_column(String(80), unique=True)
    name_sealed: Mapped[str] = mapped_column(Text)
    #: A `State`.
    state: Mapped[str] = mapped_column(String(10))
    #: Of the main post.
    region_code: Mapped[str] = mapped_column(String(12), index=True)
    #: The present ones; of whoever has left the last ones.
    posts: Mapped[list[Post]] = mapped_column(JSONB)
    left_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class OrganisationRow(Base):
    """One organisation, known by its code."""

    __tablename__ = "organisations"

    code: Mapped[str] = mapped_column(String(80), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    region_code: Mapped[str] = mapped_column(String(12), index=True)
    parent_code: Mapped[str | None] = mapped_column(String(80))
