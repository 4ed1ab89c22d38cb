"""The local copy of the catalogue."""

from sqlalchemy import Boolean, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from servicekit.copies import Copied
from svc_kiosk.db import Base


class Item(Copied, Base):
    """One item as terminals need to know it."""

    __tablename__ = "items"

    item_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    region_code: Mapped[str] = mapped_column(String(12))
    #: It is published and may be done at a terminal.
    is_offered: Mapped[bool] = mapped_column(Boolean)

    __table_args__ = (
        Index("ix_items_offered", "region_code", "item_id", postgresql_where=is_offered.is_(True)),
    )
