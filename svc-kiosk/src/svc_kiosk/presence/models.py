"""The table of our own hearing: one row."""

from datetime import datetime

from sqlalchemy import DateTime, Integer
from sqlalchemy.orm import Mapped, mapped_column

from svc_kiosk.db import Base


class Hearing(Base):
    """Whether a beat that is sent to us would be heard."""

    __tablename__ = "hearings"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    #: Since when every beat would have been heard; empty: we may be deaf.
    open_since: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    checked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    #: How often in a row our own call did not come through the door.
    failures: Mapped[int] = mapped_column(Integer, default=0)
    #: The last beat of any device; written by `heartbeats`.
    last_beat_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
