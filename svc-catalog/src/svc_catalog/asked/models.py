"""Tables of what was asked."""

from datetime import date

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from svc_catalog.asked.types import LONGEST
from svc_catalog.db import Base


class Asked(Base):
    """How often something was asked on a day in a county."""

    __tablename__ = "search_asked"

    query: Mapped[str] = mapped_column(String(LONGEST), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    region_code: Mapped[str] = mapped_column(String(12), primary_key=True)
    asked: Mapped[int]
    #: Of these, how often nothing was found.
    empty: Mapped[int]


class Click(Base):
    """How often something was opened after a question on a day in a county."""

    __tablename__ = "search_clicks"

    query: Mapped[str] = mapped_column(String(LONGEST), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    region_code: Mapped[str] = mapped_column(String(12), primary_key=True)
    #: item, question, site, …
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    clicks: Mapped[int]
    #: Sum of the places in the list, from 1; by the clicks it is the mean place.
    places: Mapped[int]
