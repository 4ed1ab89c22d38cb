"""Tables of gaps."""

from datetime import date, datetime

from sqlalchemy import DateTime, String
from sqlalchemy.orm import Mapped, mapped_column

from servicekit.db import Versioned
from svc_catalog.asked.types import LONGEST
from svc_catalog.db import Base
from svc_catalog.gaps.types import GapState


class Gap(Versioned, Base):
    """What somebody has decided of a question that finds nothing; the counts are those of `asked`."""

    __tablename__ = "gaps"

    query: Mapped[str] = mapped_column(String(LONGEST), primary_key=True)
    region_code: Mapped[str] = mapped_column(String(12), primary_key=True)
    state: Mapped[str] = mapped_column(String(10), default=GapState.OPEN)
    #: The department that mends it.
    department_code: Mapped[str | None] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(String(200), default="")
    #: The first day on which it should be found.
    mended_on: Mapped[date | None]
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
