"""The local copy of the catalogue."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from servicekit.copies import Copied
from svc_map.db import Base


class Item(Copied, Base):
    """One item as sites need to know it."""

    __tablename__ = "items"

    item_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    #: published, suspended, withdrawn
    state: Mapped[str] = mapped_column(String(20))
    directory_code: Mapped[str] = mapped_column(String(80), index=True)
    name: Mapped[str] = mapped_column(String(200))
    #: Whose list it is on.
    region_code: Mapped[str] = mapped_column(String(12), index=True)
