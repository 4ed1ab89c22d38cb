"""The local copy of terminals."""

from datetime import datetime

from sqlalchemy import DateTime, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from servicekit.copies import Copied
from svc_map.db import Base


class Terminal(Copied, Base):
    """One terminal as it was announced last; its position is in CGCS2000 whatever it was announced in."""

    __tablename__ = "terminals"

    device_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    region_code: Mapped[str] = mapped_column(String(12), index=True)
    address: Mapped[str] = mapped_column(String(300))
    longitude: Mapped[float]
    latitude: Mapped[float]
    is_round_the_clock: Mapped[bool]
    opens: Mapped[str] = mapped_column(String(5))
    closes: Mapped[str] = mapped_column(String(5))
    #: online, offline, faulty, in_repair, out_of_use, never_seen
    state: Mapped[str] = mapped_column(String(20))
    last_seen_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    item_ids: Mapped[list[str]] = mapped_column(JSONB)
