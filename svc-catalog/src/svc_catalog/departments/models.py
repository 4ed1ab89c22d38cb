"""Tables of departments."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from svc_catalog.db import Base


class Department(Base):
    """One department of the directory."""

    __tablename__ = "departments"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
