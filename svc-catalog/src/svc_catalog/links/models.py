"""Tables of links."""

from datetime import datetime

from sqlalchemy import DateTime, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from svc_catalog.db import Base


class Link(Base):
    """A few letters that stand for a page."""

    __tablename__ = "links"

    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    #: item, guide, scene, sheet
    kind: Mapped[str] = mapped_column(String(10))
    key: Mapped[str] = mapped_column(String(80))
    #: For whom the page is, where it differs by region; empty: it does not.
    region_code: Mapped[str] = mapped_column(String(12), server_default="")
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

    __table_args__ = (Index("uq_links_target", "kind", "key", "region_code", unique=True),)
