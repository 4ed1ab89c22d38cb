"""Tables of synonyms."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, Index, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from servicekit.db import Versioned
from servicekit.ids import uuid7
from svc_catalog.db import Base


class Synonym(Versioned, Base):
    """What people in a region say, and by which words it is looked for as well."""

    __tablename__ = "synonyms"

    synonym_id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    word: Mapped[str] = mapped_column(String(20))
    means: Mapped[list[str]] = mapped_column(JSONB)
    #: It holds for whoever is in this region.
    region_code: Mapped[str] = mapped_column(String(12))
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

    __table_args__ = (Index("uq_synonyms_region_word", "region_code", "word", unique=True),)
