"""Where bytes lie: whole files under their hash, parts beside them until the file is whole."""

import hashlib
import shutil
from collections.abc import Iterable
from pathlib import Path
from tempfile import NamedTemporaryFile, mkdtemp
from typing import BinaryIO
from uuid import UUID

from svc_catalog.uploads import boxes, captions, documents, drawings, pictures
from svc_catalog.uploads.errors import HtmlNotTaken
from svc_catalog.uploads.types import Kind, Look

HTML = (b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<iframe")
SNIFFED, CHUNK = 512, 1_000_000


class Store:
    """Keeps bytes below a folder; blocking, so called in a thread."""

    def __init__(self, folder: Path) -> None:
        self._files = folder / "files"
        self._parts = folder / "parts"

    def path(self, sha256: str) -> Path:
        """Return where a file lies, or would."""
        return self._files / sha256[:2] / sha256

    def write_part(self, upload_id: UUID, number: int, content: bytes) -> None:
        """Keep a part; half a part is never seen."""
        folder = self._parts / str(upload_id)
        folder.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=folder, delete=False) as file:
            file.write(content)
        Path(file.name).replace(folder / str(number))

    def drop(self, upload_id: UUID) -> None:
        """Forget the parts of an upload."""
        shutil.rmtree(self._parts / str(upload_id), ignore_errors=True)

    def join(self, upload_id: UUID, numbers: Iterable[int]) -> tuple[Path, str]:
        """Return a new file made of parts, and its hash; who asks keeps or unlinks it."""
        folder, digest = self._parts / str(upload_id), hashlib.sha256()
        with NamedTemporaryFile(dir=folder, delete=False) as whole:
            for number in numbers:
                with (folder / str(number)).open("rb") as part:
                    while chunk := part.read(CHUNK):
                        digest.update(chunk)
                        whole.write(chunk)
        return Path(whole.name), digest.hexdigest()

    def spool(self, source: BinaryIO) -> tuple[Path, str, int]:
        """Return a new file with what a source holds, its hash and its size."""
        self._parts.mkdir(parents=True, exist_ok=True)
        digest, size = hashlib.sha256(), 0
        with NamedTemporaryFile(dir=self._parts, delete=False) as whole:
            while chunk := source.read(CHUNK):
                digest.update(chunk)
                whole.write(chunk)
                size += len(chunk)
        return Path(whole.name), digest.hexdigest(), size

    def workplace(self) -> Path:
        """Return a new folder on the disk of the files: what is made there is kept without a copy."""
        self._parts.mkdir(parents=True, exist_ok=True)
        return Path(mkdtemp(prefix="film-", dir=self._parts))

    def keep(self, path: Path, sha256: str) -> None:
        """Let a file lie under its hash; the same content lies there once."""
        place = self.path(sha256)
        place.parent.mkdir(parents=True, exist_ok=True)
        path.chmod(0o644)
        path.replace(place)


def look(path: Path, kind: Kind) -> Look:
    """Return what a file is, having read it as its kind.

    Raises:
        HtmlNotTaken: it is a web page.
        NotOfItsKind, DrawingNotSafe, DocumentNotSafe: it is not what it should be.

    """
    with path.open("rb") as file:
        head = file.read(SNIFFED).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
        if head.startswith(HTML):
            raise HtmlNotTaken
        if kind is Kind.VIDEO:
            return boxes.look(file, path.stat().st_size)
    content = path.read_bytes()
    ways = {
        Kind.PICTURE: pictures.look,
        Kind.DRAWING: drawings.look,
        Kind.CAPTIONS: captions.look,
        Kind.DOCUMENT: documents.look,
    }
    return ways[kind](content)
