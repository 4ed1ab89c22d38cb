"""Tables of new items of the directory."""

from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from servicekit.db import Versioned
from svc_catalog.arrivals.types import ArrivalState
from svc_catalog.db import Base


class Arrival(Versioned, Base):
    """An item that the province has added to its directory, to be decided on by one city."""

    __tablename__ = "arrivals"

    #: Whose list it may stand on: 市本级.
    region_code: Mapped[str] = mapped_column(String(12), primary_key=True)
    directory_code: Mapped[str] = mapped_column(
        ForeignKey("directory.code", ondelete="CASCADE"), primary_key=True
    )
    arrived_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    state: Mapped[str] = mapped_column(String(8), default=ArrivalState.OPEN)
    decided_by: Mapped[str | None] = mapped_column(String(200))
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    #: Why it is not offered.
    reason: Mapped[str] = mapped_column(String(500), server_default="")

    __table_args__ = (Index("ix_arrivals_todo", "state", "region_code", "arrived_at"),)
