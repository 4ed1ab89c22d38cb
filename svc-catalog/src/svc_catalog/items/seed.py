"""The blank forms and samples that the guides of the synthetic city name."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from importlib import resources
from io import BytesIO
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy.ext.asyncio import AsyncSession

from svc_catalog.items.files import hashes_in
from svc_catalog.items.models import Item, ItemFile
from svc_catalog.items.types import Guide
from svc_catalog.uploads.service import UploadService
from svc_catalog.uploads.types import Kind

DATA = resources.files("svc_catalog.data")
AUTHOR, CITY = "seed-author", "331000"


def forms() -> list[dict[str, Any]]:
    """Return which forms there are: file, name and hash (`tools/build_forms.py` draws them)."""
    found: list[dict[str, Any]] = orjson.loads((DATA / "forms.json").read_bytes())
    return found


def file_rows(items: Iterable[Item]) -> Iterator[ItemFile]:
    """Yield which files the guides of items name."""
    for item in items:
        for sha256 in hashes_in(Guide.model_validate(item.guide) if item.guide else None):
            yield ItemFile(item_id=item.item_id, sha256=sha256)


async def fill_forms(session: AsyncSession, now: datetime, folder: Path) -> None:
    """Keep the forms in a folder, unless they are there."""
    uploads = UploadService(session, now, folder)
    known = await uploads.files([one["sha256"] for one in forms()])
    for one in forms():
        if one["sha256"] not in known:
            content = BytesIO((DATA / "forms" / one["file"]).read_bytes())
            await uploads.take_whole(Kind.DOCUMENT, one["name"], CITY, content, AUTHOR, frozenset({CITY}))
