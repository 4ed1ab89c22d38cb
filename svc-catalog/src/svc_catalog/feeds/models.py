"""Tables of the feed."""

from datetime import datetime

from sqlalchemy import BigInteger, DateTime, String
from sqlalchemy.orm import Mapped, mapped_column

from servicekit.db import Versioned
from svc_catalog.db import Base
from svc_catalog.feeds.types import FeedState


class Feed(Versioned, Base):
    """How far a library has been read, and what was wrong with it."""

    __tablename__ = "feeds"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    #: The last change that was taken in.
    cursor: Mapped[int] = mapped_column(BigInteger, default=0)
    state: Mapped[str] = mapped_column(String(10), default=FeedState.NEW)
    #: Why the last page was not taken, and since when pages are not.
    alarm: Mapped[str | None] = mapped_column(String(40))
    alarm_detail: Mapped[str] = mapped_column(String(200), default="")
    alarm_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    asked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    #: When everything had been taken in last.
    current_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    #: How many changes have been taken in since the beginning.
    changes: Mapped[int] = mapped_column(BigInteger, default=0)
