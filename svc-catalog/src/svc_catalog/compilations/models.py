"""Tables of compilations."""

from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from servicekit.db import Versioned
from svc_catalog.db import Base


class Compilation(Versioned, Base):
    """The issue of a region and a quarter."""

    __tablename__ = "compilations"

    region_code: Mapped[str] = mapped_column(String(12), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    quarter: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    title: Mapped[str] = mapped_column(String(100))
    foreword: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    #: Policies with the publication that is meant: later ones do not change the issue.
    policies: Mapped[list[list[Any]]] = mapped_column(JSONB)
    author: Mapped[str] = mapped_column(String(200))
    publisher: Mapped[str | None] = mapped_column(String(200))
    published_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
