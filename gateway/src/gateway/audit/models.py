"""Table of anchors."""

from datetime import datetime

from sqlalchemy import BigInteger, DateTime, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from gateway.db import Base


class Anchor(Base):
    """The head of one service's audit chain at a moment; rows are only ever added."""

    __tablename__ = "audit_anchors"

    service: Mapped[str] = mapped_column(String(40), primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    anchored_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
