"""Tables of what the province says."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from svc_catalog.db import Base


class ProvinceItem(Base):
    """What the province said last of an item: the base of the next comparison."""

    __tablename__ = "province_items"

    code: Mapped[str] = mapped_column(String(80), primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger)
    base: Mapped[dict[str, Any]] = mapped_column(JSONB)
    guide: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    is_abolished: Mapped[bool]
    taken_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
