"""Tables of sites."""

from typing import Any

from sqlalchemy import String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from servicekit.db import Versioned
from svc_map.db import Base


class Site(Versioned, Base):
    """One place where things are done."""

    __tablename__ = "sites"

    site_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    #: city_hall, county_hall, functional_hall, town
    kind: Mapped[str] = mapped_column(String(20))
    region_code: Mapped[str] = mapped_column(String(12), index=True)
    #: Whose list it carries out: the city's hall lies in 椒江 and serves 市本级.
    list_region: Mapped[str] = mapped_column(String(12), index=True)
    address: Mapped[str] = mapped_column(String(300))
    phone: Mapped[str] = mapped_column(String(40))
    longitude: Mapped[float]
    latitude: Mapped[float]
    #: The position is that of the county's seat, not surveyed.
    is_indicative: Mapped[bool]
    hours: Mapped[dict[str, Any]] = mapped_column(JSONB)
    windows: Mapped[int]
    is_accessible: Mapped[bool]
    #: open, paused, moved, closed
    state: Mapped[str] = mapped_column(String(12))
    #: geographic_platform or by_hand
    source: Mapped[str] = mapped_column(String(24))
