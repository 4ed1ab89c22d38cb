"""The local copy of the catalogue."""

from sqlalchemy import String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from servicekit.copies import Copied
from svc_helpdesk.db import Base


class Item(Copied, Base):
    """One item as the bot needs to know it."""

    __tablename__ = "items"

    item_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    state: Mapped[str] = mapped_column(String(20))
    directory_code: Mapped[str] = mapped_column(String(80), index=True)
    name: Mapped[str] = mapped_column(String(200))
    plain_names: Mapped[list[str]] = mapped_column(JSONB)
    #: The questions that the guide lists.
    questions: Mapped[list[str]] = mapped_column(JSONB)
    region_code: Mapped[str] = mapped_column(String(12), index=True)
    department_name: Mapped[str] = mapped_column(String(200))
    consult_phone: Mapped[str] = mapped_column(String(40))
    is_complete: Mapped[bool]
