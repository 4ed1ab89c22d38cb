"""The local copy of the catalogue."""

from typing import Any

from sqlalchemy import String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from servicekit.copies import Copied
from svc_filing.db import Base


class Item(Copied, Base):
    """One item as filing needs to know it."""

    __tablename__ = "items"

    item_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    state: Mapped[str] = mapped_column(String(20))
    directory_code: Mapped[str] = mapped_column(String(80), index=True)
    name: Mapped[str] = mapped_column(String(200))
    region_code: Mapped[str] = mapped_column(String(12))
    department_name: Mapped[str] = mapped_column(String(200))
    required_level: Mapped[int]
    legal_amount: Mapped[int | None]
    legal_unit: Mapped[str | None] = mapped_column(String(10))
    promised_amount: Mapped[int | None]
    promised_unit: Mapped[str | None] = mapped_column(String(10))
    materials: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
