"""All SQL of uploads."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from svc_catalog.uploads.models import StoredFile, Upload, UploadPart


class UploadRepository:
    """Finds uploads and files; never commits."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def lock(self, upload_id: UUID) -> Upload | None:
        """Return an upload, holding it until the transaction ends."""
        return await self._session.get(Upload, upload_id, with_for_update=True)

    async def received(self, upload_id: UUID) -> list[int]:
        """Return the numbers of the parts that have arrived."""
        wanted = select(UploadPart.number).where(UploadPart.upload_id == upload_id)
        return list(await self._session.scalars(wanted.order_by(UploadPart.number)))

    async def note_part(self, upload_id: UUID, number: int, sha256: str) -> None:
        """Note that a part has arrived; the last arrival counts."""
        row = {"upload_id": upload_id, "number": number, "sha256": sha256}
        place = ["upload_id", "number"]
        await self._session.execute(
            insert(UploadPart).values(row).on_conflict_do_update(index_elements=place, set_=row)
        )

    async def remove(self, upload_id: UUID) -> None:
        """Forget an upload."""
        await self._session.execute(delete(Upload).where(Upload.upload_id == upload_id))

    async def add(self, row: dict[str, Any]) -> bool:
        """Note a file; of two who bring the same at once, one is told that it is there already."""
        statement = insert(StoredFile).values(row).on_conflict_do_nothing()
        return await self._session.scalar(statement.returning(StoredFile.sha256)) is not None

    async def files(self, hashes: Iterable[str]) -> dict[str, StoredFile]:
        """Return files by their hashes."""
        wanted = select(StoredFile).where(StoredFile.sha256.in_(list(hashes)))
        return {one.sha256: one for one in await self._session.scalars(wanted)}

    async def file(self, sha256: str) -> StoredFile | None:
        """Return one file."""
        return await self._session.get(StoredFile, sha256)
