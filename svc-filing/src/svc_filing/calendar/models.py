"""The local copy of the work calendar."""

from datetime import date

from sqlalchemy import BigInteger
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from svc_filing.db import Base


class CalendarYear(Base):
    """One year: the days on which it differs from ordinary weeks."""

    __tablename__ = "calendar_years"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    calendar_version: Mapped[int] = mapped_column(BigInteger)
    is_provisional: Mapped[bool]
    #: `{"2026-10-01": true}`: off; false: a weekend day that is worked.
    days: Mapped[dict[str, bool]] = mapped_column(JSONB)

    def table(self) -> dict[date, bool]:
        """Return the days with their dates read."""
        return {date.fromisoformat(day): is_off for day, is_off in self.days.items()}
