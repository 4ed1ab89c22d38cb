"""Tables of sites and of their hours."""

from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, SmallInteger, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from servicekit.db import Versioned
from svc_map.db import Base
from svc_map.sites.types import SiteState


class Site(Versioned, Base):
    """One site (网点, domain.md §13.1); its position is in CGCS2000."""

    __tablename__ = "sites"

    site_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))
    #: Where it lies.
    region_code: Mapped[str] = mapped_column(String(12), index=True)
    #: Whose list of items it offers and whose operators look after it: the city's for a 市级 hall,
    #: whatever district it lies in.
    list_region: Mapped[str] = mapped_column(String(12), index=True)
    #: Codes of the directory: it offers only these of the list. None: the whole list.
    short_list: Mapped[list[str] | None] = mapped_column(JSONB)
    address: Mapped[str] = mapped_column(String(300))
    phone: Mapped[str] = mapped_column(String(40))
    windows: Mapped[int]
    is_accessible: Mapped[bool]
    longitude: Mapped[float]
    latitude: Mapped[float]
    #: The position is not surveyed (示意坐标).
    is_indicative: Mapped[bool]
    state: Mapped[str] = mapped_column(String(12), default=SiteState.OPEN)
    #: Where this is known from.
    source: Mapped[str] = mapped_column(String(200))
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    changed_by: Mapped[str] = mapped_column(String(80))
    #: When the catalogue last changed what it offers.
    offers_changed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    hours: Mapped[list["OpeningHours"]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="[OpeningHours.weekday, OpeningHours.opens]"
    )


class OpeningHours(Base):
    """Open from when to when on a weekday, local time; a lunch break lies between two rows."""

    __tablename__ = "opening_hours"

    site_id: Mapped[str] = mapped_column(ForeignKey("sites.site_id"), primary_key=True)
    #: ISO: 1 is Monday.
    weekday: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    opens: Mapped[str] = mapped_column(String(5), primary_key=True)
    closes: Mapped[str] = mapped_column(String(5))
