"""Tables of the work calendar."""

from typing import Any

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from servicekit.db import Versioned
from svc_catalog.db import Base


class CalendarYear(Versioned, Base):
    """One year: the days on which it differs from ordinary weeks."""

    __tablename__ = "calendar_years"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    #: The notice for the year is not out.
    is_provisional: Mapped[bool]
    #: `[{"date": "2026-10-01", "is_off": true, "name": "国庆节"}]`
    days: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    #: What it was taken from: title, number and day of the notice, and who took it in.
    notice: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
