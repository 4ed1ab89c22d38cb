"""Table of principals."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gateway.db import Base
from servicekit.ids import uuid7


class Principal(Base):
    """Somebody a provider has proven, described as the provider described him last.

    Two accounts of one person or company stay two principals: names, numbers and
    mobiles never find or join them (ASVS 6.8.1; domain.md 7.2, binding rule).
    """

    __tablename__ = "principals"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    issuer: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(20))
    level: Mapped[int] = mapped_column(SmallInteger)
    name_sealed: Mapped[str | None]
    #: Code of the document by the provider's table (domain.md 7.1), 001 for a credit code.
    id_type: Mapped[str] = mapped_column(String(10))
    id_number_sealed: Mapped[str | None]
    #: Keyed hash, for the lawful question "which accounts has this person".
    id_number_index: Mapped[str | None] = mapped_column(String(64), index=True)
    mobile_sealed: Mapped[str | None]
    ui_style: Mapped[str] = mapped_column(String(10))
    first_seen_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    last_seen_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    @property
    def key(self) -> str:
        """What services know this principal by: `sub` of the inner tokens."""
        return key_of(self.issuer, self.subject)


def key_of(issuer: str, subject: str) -> str:
    """Return issuer and subject as one text."""
    return f"{issuer}|{subject}"
