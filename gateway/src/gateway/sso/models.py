"""Table of sign-ons under way."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from gateway.db import Base
from servicekit.ids import uuid7


class SignOn(Base):
    """A browser that was sent to a provider and has not come back."""

    __tablename__ = "sign_ons"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    provider: Mapped[str] = mapped_column(String(20))
    #: SHA-256 of what the provider gives back, and of the cookie of the browser that was sent.
    state_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    browser_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    return_to: Mapped[str] = mapped_column(String(500))
    #: Whose level is to be raised; nobody's for a plain sign-on.
    upgrade_of: Mapped[str | None] = mapped_column(String(200))
    #: Where the browser was signed on; a form that another site submits does not tell.
    former_session: Mapped[str | None] = mapped_column(String(36))
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
