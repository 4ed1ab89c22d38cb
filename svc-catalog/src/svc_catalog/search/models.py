"""Tables of search."""

from datetime import date

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from svc_catalog.db import Base


class Gap(Base):
    """What was asked and not found; counted per day, without saying who asked."""

    __tablename__ = "search_gaps"

    query: Mapped[str] = mapped_column(String(40), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    region_code: Mapped[str] = mapped_column(String(12), primary_key=True)
    times: Mapped[int]
