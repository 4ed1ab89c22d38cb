"""The local copy of halls."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from servicekit.copies import Copied
from svc_hallmetrics.db import Base


class Hall(Copied, Base):
    """One hall."""

    __tablename__ = "halls"

    hall_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    region_code: Mapped[str] = mapped_column(String(12), index=True)
    state: Mapped[str] = mapped_column(String(20))
