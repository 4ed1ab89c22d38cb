"""Tables of links."""

from datetime import datetime

from sqlalchemy import DateTime, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from svc_catalog.db import Base


class Link(Base):
    """A few letters that stand for a page."""

    __tablename__ = "links"

    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    #: item, scene, sheet
    kind: Mapped[str] = mapped_column(String(10))
    key: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

    __table_args__ = (Index("uq_links_target", "kind", "key", unique=True),)
