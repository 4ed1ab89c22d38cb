"""The kinds of files, how large each may be, and what is known of a stored one."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Kind(StrEnum):
    """What a file is for; it decides how large it may be and how it is looked at."""

    VIDEO = "video"
    PICTURE = "picture"
    DRAWING = "drawing"  # SVG
    CAPTIONS = "captions"  # WebVTT
    DOCUMENT = "document"  # PDF, DOCX, XLSX


class Rendition(StrEnum):
    """Whether a video has been brought into the form that every telephone plays."""

    NONE = "none"  # nothing to do
    PENDING = "pending"
    READY = "ready"
    #: There is no ffmpeg here; the file is shown as it came.
    ABSENT = "absent"
    FAILED = "failed"


#: Bytes.
LIMITS = {
    Kind.VIDEO: 500_000_000,
    Kind.PICTURE: 8_000_000,
    Kind.DRAWING: 500_000,
    Kind.CAPTIONS: 500_000,
    Kind.DOCUMENT: 10_000_000,
}
PART_SIZE = 8_000_000
#: One side of a picture, in pixels.
LONGEST_SIDE = 12_000
TRANSCODE, EXPIRE = "upload.transcode", "upload.expire"


@dataclass(frozen=True)
class Look:
    """What looking at a file has told."""

    media_type: str
    width: int = 0
    height: int = 0
    seconds: int = 0
