"""Tables of grants."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from gateway.accounts.models import key_of
from gateway.db import Base
from servicekit.ids import uuid7


class Holder(Base):
    """Somebody who holds or held grants, perhaps before his first sign-on.

    Whoever changes his grants or opens a session for him locks this row, so that no
    session begins with grants that are being withdrawn.
    """

    __tablename__ = "grant_holders"

    issuer: Mapped[str] = mapped_column(String(40), primary_key=True)
    subject: Mapped[str] = mapped_column(String(120), primary_key=True)
    #: Raised by hand under the lock: a change of grants need not change this row otherwise.
    version: Mapped[int] = mapped_column(BigInteger)
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

    @property
    def key(self) -> str:
        """What services know this principal by."""
        return key_of(self.issuer, self.subject)


class Grant(Base):
    """A role in an application within a region; withdrawn ones are kept."""

    __tablename__ = "grants"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    issuer: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(40))
    application: Mapped[str] = mapped_column(String(40))
    region_code: Mapped[str] = mapped_column(String(12))
    granted_by: Mapped[str] = mapped_column(String(200))
    granted_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    withdrawn_by: Mapped[str | None] = mapped_column(String(200))
    withdrawn_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (
        ForeignKeyConstraint(["issuer", "subject"], ["grant_holders.issuer", "grant_holders.subject"]),
        Index(
            "uq_grants_standing",
            "issuer",
            "subject",
            "role",
            "application",
            "region_code",
            unique=True,
            postgresql_where=withdrawn_at.is_(None),
        ),
        Index("ix_grants_region_code", "region_code", "id", postgresql_where=withdrawn_at.is_(None)),
    )
