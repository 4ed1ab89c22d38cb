"""Tables of departments."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from svc_catalog.db import Base


class Department(Base):
    """One department of the city, or one of its lead bodies."""

    __tablename__ = "departments"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    #: 机关, 事业单位, 群团, 企业
    kind: Mapped[str] = mapped_column(String(8), server_default="")
