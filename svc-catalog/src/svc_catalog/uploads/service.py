"""Use cases on uploads: parts arrive, a file is looked at, and kept by its content."""

import hashlib
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from anyio.to_thread import run_sync
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.deadlines import Deadlines
from servicekit.scope import covers
from svc_catalog.regions.errors import RegionNotYours
from svc_catalog.uploads.errors import (
    DigestDiffers,
    FileTooLarge,
    NoSuchFile,
    NoSuchUpload,
    PartBroken,
    PartsMissing,
)
from svc_catalog.uploads.models import StoredFile, Upload
from svc_catalog.uploads.repository import UploadRepository
from svc_catalog.uploads.schemas import UploadIn, UploadOut
from svc_catalog.uploads.store import Store, look
from svc_catalog.uploads.types import EXPIRE, LIMITS, PART_SIZE, TRANSCODE, Kind, Rendition

LIFE = timedelta(days=1)


class UploadService:
    """One public method per use case."""

    def __init__(self, session: AsyncSession, now: datetime, folder: Path) -> None:
        self._session = session
        self._uploads = UploadRepository(session)
        self._deadlines = Deadlines(session)
        self._store = Store(folder)
        self._now = now

    async def begin(self, wish: UploadIn, caller: str, regions: AbstractSet[str]) -> UploadOut:
        """Begin an upload; nothing of the file has been read.

        Raises:
            RegionNotYours: it would belong to a region that is not the operator's.
            FileTooLarge: by its announced size.

        """
        if not covers(regions, wish.region_code):
            raise RegionNotYours
        check_size(wish.kind, wish.size)
        one = Upload(**wish.model_dump(), begun_by=caller, expires_at=self._now + LIFE)
        self._session.add(one)
        await self._session.flush()
        await self._deadlines.set(EXPIRE, str(one.upload_id), one.expires_at)
        return await self.shown(one)

    async def find(self, upload_id: UUID, caller: str) -> Upload:
        """Return an upload that the caller has begun, held until the transaction ends.

        Raises:
            NoSuchUpload: there is none.

        """
        found = await self._uploads.lock(upload_id)
        if found is None or found.begun_by != caller:
            raise NoSuchUpload
        return found

    async def shown(self, one: Upload) -> UploadOut:
        """Return an upload, and which of its parts have arrived: those need not be sent again."""
        return UploadOut(
            upload_id=one.upload_id,
            kind=Kind(one.kind),
            name=one.name,
            size=one.size,
            part_size=PART_SIZE,
            parts=parts_of(one),
            received=await self._uploads.received(one.upload_id),
            expires_at=one.expires_at,
        )

    async def take(self, one: Upload, number: int, content: bytes, said: str) -> None:
        """Take a part; sent again, it takes the place of the one before.

        Raises:
            PartBroken: its number, length or digest is wrong.

        """
        last = parts_of(one)
        wanted = PART_SIZE if number < last else one.size - (last - 1) * PART_SIZE
        found = hashlib.sha256(content).hexdigest()
        if not 1 <= number <= last or len(content) != wanted or found != said:
            raise PartBroken(number=number, parts=last, length=len(content), wanted=wanted)
        await run_sync(self._store.write_part, one.upload_id, number, content)
        await self._uploads.note_part(one.upload_id, number, found)

    async def complete(self, one: Upload) -> StoredFile:
        """Join the parts, look at the file, and keep it.

        Raises:
            PartsMissing: `missing` names some of them.
            DigestDiffers: the whole is not what was announced.
            HtmlNotTaken, NotOfItsKind, DrawingNotSafe, DocumentNotSafe: it is not what it should be.

        """
        received = await self._uploads.received(one.upload_id)
        missing = sorted(set(range(1, parts_of(one) + 1)) - set(received))
        if missing:
            raise PartsMissing(missing=missing[:100])
        path, sha256 = await run_sync(self._store.join, one.upload_id, received)
        try:
            if one.sha256 not in {None, sha256}:
                raise DigestDiffers
            file = await self._keep(
                path, sha256, Kind(one.kind), one.size, one.name, one.region_code, one.begun_by
            )
        finally:
            path.unlink(missing_ok=True)
        await self.give_up(one)
        return file

    async def take_whole(
        self,
        kind: Kind,
        name: str,
        region_code: str,
        source: BinaryIO,
        caller: str,
        regions: AbstractSet[str],
    ) -> StoredFile:
        """Take a small file at once.

        Raises:
            RegionNotYours: it would belong to a region that is not the operator's.
            FileTooLarge: for its kind.
            HtmlNotTaken, NotOfItsKind, DrawingNotSafe, DocumentNotSafe: it is not what it should be.

        """
        if not covers(regions, region_code):
            raise RegionNotYours
        path, sha256, size = await run_sync(self._store.spool, source)
        try:
            check_size(kind, size)
            return await self._keep(path, sha256, kind, size, name, region_code, caller)
        finally:
            path.unlink(missing_ok=True)

    async def _keep(
        self, path: Path, sha256: str, kind: Kind, size: int, name: str, region_code: str, caller: str
    ) -> StoredFile:
        found = await run_sync(look, path, kind)
        await run_sync(self._store.keep, path, sha256)
        is_video = kind is Kind.VIDEO
        is_new = await self._uploads.add(
            vars(found)
            | {
                "sha256": sha256,
                "kind": kind,
                "size": size,
                "name": name,
                "rendition": Rendition.PENDING if is_video else Rendition.NONE,
                "region_code": region_code,
                "stored_by": caller,
                "stored_at": self._now,
            }
        )
        if is_new and is_video:
            await self._deadlines.set(TRANSCODE, sha256, self._now)
        return await self.file(sha256)

    async def give_up(self, one: Upload) -> None:
        """Forget an upload and its parts."""
        await self._deadlines.cancel(EXPIRE, str(one.upload_id))
        await self.expire(one.upload_id)

    async def expire(self, upload_id: UUID) -> None:
        """Forget an upload whose time is over, with its parts."""
        await self._uploads.remove(upload_id)
        await run_sync(self._store.drop, upload_id)

    async def file(self, sha256: str) -> StoredFile:
        """Return a stored file.

        Raises:
            NoSuchFile: there is none.

        """
        found = await self._uploads.file(sha256)
        if found is None:
            raise NoSuchFile
        return found

    async def files(self, hashes: Iterable[str]) -> dict[str, StoredFile]:
        """Return stored files by their hashes."""
        return await self._uploads.files(hashes)

    def path(self, sha256: str) -> Path:
        """Return where the bytes of a file lie."""
        return self._store.path(sha256)

    def workplace(self) -> Path:
        """Return a new folder in which a rendition can be made."""
        return self._store.workplace()

    async def add_rendition(self, original: StoredFile, film: Path, poster: Path | None) -> None:
        """Keep what a video was turned into."""
        for path, kind in ((film, Kind.VIDEO), (poster, Kind.PICTURE)):
            if path is None or not path.exists():
                continue
            sha256 = await run_sync(hash_of, path)
            size = path.stat().st_size
            found = await run_sync(look, path, kind)
            await run_sync(self._store.keep, path, sha256)
            await self._uploads.add(
                vars(found)
                | {
                    "sha256": sha256,
                    "kind": kind,
                    "size": size,
                    "name": original.name,
                    "rendition": Rendition.NONE,
                    "region_code": original.region_code,
                    "stored_by": original.stored_by,
                    "stored_at": self._now,
                }
            )
            if kind is Kind.VIDEO:
                original.rendition_sha256 = sha256
            else:
                original.poster_sha256 = sha256
        original.rendition = Rendition.READY
        await self._session.flush()


def check_size(kind: Kind, size: int) -> None:
    """Refuse a file that is too large for its kind.

    Raises:
        FileTooLarge: `limit` says how large it may be, in bytes.

    """
    if size > LIMITS[kind]:
        raise FileTooLarge(limit=LIMITS[kind])


def parts_of(one: Upload) -> int:
    """Return in how many parts a file comes."""
    return -(-one.size // PART_SIZE)


def hash_of(path: Path) -> str:
    """Return the hash of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
