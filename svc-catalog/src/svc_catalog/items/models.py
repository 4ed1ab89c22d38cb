"""Tables of items."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, ForeignKey, Index, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from servicekit.db import Versioned
from svc_catalog.db import Base
from svc_catalog.items.types import State


class DirectoryEntry(Base):
    """One item of the directory: the same in every county, and what search looks through."""

    __tablename__ = "directory"

    code: Mapped[str] = mapped_column(String(80), primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(String(200))
    #: 基本编码, 12 digits.
    basic_code: Mapped[str] = mapped_column(String(12), server_default="")
    #: 实施机关: which bodies carry it out, in words.
    implementing_body: Mapped[str] = mapped_column(String(200), server_default="")
    #: 依据
    legal_basis: Mapped[str] = mapped_column(Text, server_default="")
    #: What people call it (日常用语).
    plain_names: Mapped[list[str]] = mapped_column(JSONB)
    #: Words of something near by which it is found too.
    keywords: Mapped[list[str]] = mapped_column(JSONB, server_default="[]")
    department_code: Mapped[str] = mapped_column(ForeignKey("departments.code"))
    #: GB/T 39046-2020 A.1
    item_type: Mapped[str] = mapped_column(String(2))
    #: instant (即办件), promised (承诺件)
    case_type: Mapped[str] = mapped_column(String(10))
    #: GB/T 39046-2020 A.4 as live platforms code it.
    audiences: Mapped[list[str]] = mapped_column(JSONB)
    legal_limit: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    legal_note: Mapped[str] = mapped_column(String(200), server_default="")
    person_theme: Mapped[str | None] = mapped_column(String(3))
    corporate_theme: Mapped[str | None] = mapped_column(String(3))
    flags: Mapped[list[str]] = mapped_column(JSONB)
    #: Where the name was read: public_page, notice_002, …; nowhere: it is only believed to be so.
    name_seen_in: Mapped[list[str]] = mapped_column(JSONB, server_default="[]")
    #: Columns whose values nobody has compared with an official list.
    unverified: Mapped[list[str]] = mapped_column(JSONB, server_default="[]")
    #: When the province took it out of its library: no list may offer it since.
    abolished_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    #: Rises whenever what search sees changes.
    search_version: Mapped[int] = mapped_column(BigInteger, default=1)


class Item(Versioned, Base):
    """One entry of a county's implementation list."""

    __tablename__ = "items"

    item_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    directory_code: Mapped[str] = mapped_column(ForeignKey("directory.code"), index=True)
    region_code: Mapped[str] = mapped_column(String(12))
    department_name: Mapped[str] = mapped_column(String(120))
    state: Mapped[str] = mapped_column(String(12), default=State.PUBLISHED)
    #: Zhejiang's code, and the national one with the scheme by which it is built (12/31/33).
    zj_code: Mapped[str] = mapped_column(String(64))
    national_code: Mapped[str] = mapped_column(String(64))
    code_scheme: Mapped[str] = mapped_column(String(20))
    is_kiosk: Mapped[bool]
    is_complete: Mapped[bool]
    #: The whole guide, what is inherited included, so that one row answers.
    guide: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    #: The region from whose list the other elements are taken over.
    inherits_from: Mapped[str | None] = mapped_column(String(12))
    #: Elements of the guide that this list says itself.
    own_elements: Mapped[list[str]] = mapped_column(JSONB, server_default="[]")
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

    entry: Mapped[DirectoryEntry] = relationship(lazy="raise")

    __table_args__ = (
        Index("uq_items_region_directory", "region_code", "directory_code", unique=True),
        Index("ix_items_region_state", "region_code", "state"),
    )


class ItemFile(Base):
    """A file that the guide of an item names: everybody may have it as long as the item is published."""

    __tablename__ = "item_files"

    item_id: Mapped[str] = mapped_column(ForeignKey("items.item_id", ondelete="CASCADE"), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)

    __table_args__ = (Index("ix_item_files_sha256", "sha256"),)
