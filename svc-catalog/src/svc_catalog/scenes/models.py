"""Tables of scenes."""

from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, ForeignKey, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from servicekit.db import Versioned
from svc_catalog.db import Base


class Scene(Versioned, Base):
    """One scene: what is published, and what is being written."""

    __tablename__ = "scenes"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    #: It is offered to whoever is in this region.
    region_code: Mapped[str] = mapped_column(String(12), index=True)
    #: As `scenes.types.Tree`; none: nothing is being written.
    draft: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    #: Who wrote last; somebody else publishes.
    author: Mapped[str] = mapped_column(String(200))
    #: None: nothing is published, or no longer.
    published: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    #: Of the publication that holds; 0: there was none.
    number: Mapped[int] = mapped_column(default=0)
    published_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class ScenePublication(Base):
    """What was published once; kept for ever, and what a draft may be set back to."""

    __tablename__ = "scene_publications"

    code: Mapped[str] = mapped_column(ForeignKey("scenes.code"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    tree: Mapped[dict[str, Any]] = mapped_column(JSONB)
    #: SHA-256 of the tree in canonical JSON.
    sha256: Mapped[str] = mapped_column(String(64))
    author: Mapped[str] = mapped_column(String(200))
    publisher: Mapped[str] = mapped_column(String(200))
    published_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
