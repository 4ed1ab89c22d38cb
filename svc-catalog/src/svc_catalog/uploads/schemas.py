"""The JSON of uploads."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from servicekit.schemas import In, Out
from servicekit.scope import RegionCode
from svc_catalog.uploads.types import Kind, Rendition, Sha256

FileName = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f<>/\\]+$")]


class UploadIn(In):
    """A file that is to come."""

    kind: Kind
    name: FileName
    region_code: RegionCode
    #: Bytes of the whole file.
    size: int = Field(gt=0)
    sha256: Sha256 | None = None


class UploadOut(Out):
    """An upload, and which of its parts have arrived."""

    upload_id: UUID
    kind: Kind
    name: str
    size: int
    #: Every part has this many bytes but the last.
    part_size: int
    parts: int
    received: list[int]
    expires_at: datetime


class FileOut(Out):
    """A stored file."""

    sha256: str
    kind: Kind
    media_type: str
    size: int
    width: int
    height: int
    seconds: int
    name: str
    rendition: Rendition
    rendition_sha256: str | None
    poster_sha256: str | None
    stored_at: datetime
