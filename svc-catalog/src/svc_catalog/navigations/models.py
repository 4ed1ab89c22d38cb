"""Tables of navigations."""

from datetime import datetime

from sqlalchemy import DateTime, SmallInteger, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from servicekit.db import Versioned
from svc_catalog.db import Base


class Entry(Versioned, Base):
    """One entry of a navigation that people keep by hand: a life event, or a group of people."""

    __tablename__ = "navigation_entries"

    #: life_event, business_event, group
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    position: Mapped[int] = mapped_column(SmallInteger)
    #: Items of the directory, in the order in which people need them.
    directory_codes: Mapped[list[str]] = mapped_column(JSONB)
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
