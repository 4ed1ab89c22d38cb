"""Tables of regions."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from svc_catalog.db import Base


class Region(Base):
    """One region (GB/T 2260 and its statistical extensions, or an in-house code)."""

    __tablename__ = "regions"

    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    parent_code: Mapped[str | None] = mapped_column(String(12), index=True)
    #: province, prefecture, county, town, village
    level: Mapped[str] = mapped_column(String(12))
    #: gb2260, statistical, city_level (市本级), functional (功能区)
    kind: Mapped[str] = mapped_column(String(12))
