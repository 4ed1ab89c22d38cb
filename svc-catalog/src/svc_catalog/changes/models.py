"""Tables of the feed."""

from datetime import datetime

from sqlalchemy import BigInteger, DateTime, String
from sqlalchemy.orm import Mapped, mapped_column

from svc_catalog.db import Base


class ItemChange(Base):
    """The last change of a list entry; written by a trigger, whoever wrote the entry.

    The trigger runs as the transaction commits and under a lock, so that `seq` follows the order
    of the commits: who has read up to a number has missed nothing below it.
    """

    __tablename__ = "item_changes"

    item_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, unique=True)
    version: Mapped[int] = mapped_column(BigInteger)
    directory_code: Mapped[str] = mapped_column(String(80))
    region_code: Mapped[str] = mapped_column(String(12))
    #: published, suspended, withdrawn, removed
    state: Mapped[str] = mapped_column(String(12))
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
