"""Tables of renewals."""

from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from svc_catalog.db import Base


class RoundResult(Base):
    """What a publication did to an item: kept for ever."""

    __tablename__ = "round_results"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("rounds.round_id"), primary_key=True)
    item_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    item_name: Mapped[str] = mapped_column(String(200))
    region_code: Mapped[str] = mapped_column(String(12))
    outcome: Mapped[str] = mapped_column(String(8))
    reason: Mapped[str] = mapped_column(String(500))
