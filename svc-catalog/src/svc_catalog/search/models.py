"""Tables of search."""

from datetime import datetime

from sqlalchemy import BigInteger, DateTime, Identity, String, func
from sqlalchemy.orm import Mapped, mapped_column

from servicekit.copies import Copied
from svc_catalog.db import Base


class Change(Base):
    """Something that search looks through has changed; written by triggers, whoever wrote the row.

    A process reads from the oldest transaction on that was open when it read last: a row that
    commits late is never missed, at the price of reading some twice.
    """

    __tablename__ = "search_changes"

    seq: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    xid: Mapped[int] = mapped_column(BigInteger, index=True)
    #: item, question, site, …, synonym
    kind: Mapped[str] = mapped_column(String(12))
    #: Primary key of the row.
    source: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now(), index=True)


class FoundSite(Copied, Base):
    """A site of svc-map as far as it can be searched for."""

    __tablename__ = "search_sites"

    site_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    #: city_hall, county_hall, branch, town, village, bank, kiosk_point
    kind: Mapped[str] = mapped_column(String(20))
    region_code: Mapped[str] = mapped_column(String(12))
    address: Mapped[str] = mapped_column(String(300))
    #: open, paused, moved, closed
    state: Mapped[str] = mapped_column(String(12))
