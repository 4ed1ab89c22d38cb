"""All SQL of media guides."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, insert, or_, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.scope import within
from svc_catalog.items.models import DirectoryEntry
from svc_catalog.media.models import Claim, MediaFile, MediaGuide, MediaItem, MediaPublication


class MediaRepository:
    """Finds media guides; never commits."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def page(self, wanted: ColumnElement[bool], after: UUID | None, limit: int) -> Sequence[MediaGuide]:
        """Return guides, the newest first."""
        found = select(MediaGuide).where(wanted)
        if after:
            found = found.where(MediaGuide.media_id < after)
        return (await self._session.scalars(found.order_by(MediaGuide.media_id.desc()).limit(limit))).all()

    async def find(self, wanted: ColumnElement[bool]) -> MediaGuide | None:
        """Return one guide."""
        return await self._session.scalar(select(MediaGuide).where(wanted))

    async def lock(self, media_id: UUID, regions: Iterable[str]) -> MediaGuide | None:
        """Return a guide of the regions, holding it until the transaction ends."""
        wanted = (MediaGuide.media_id == media_id) & within(MediaGuide.region_code, regions)
        return await self._session.scalar(select(MediaGuide).where(wanted).with_for_update())

    async def known_items(self, codes: Iterable[str]) -> set[str]:
        """Return which of some directory codes are there."""
        wanted = select(DirectoryEntry.code).where(DirectoryEntry.code.in_(list(codes)))
        return set(await self._session.scalars(wanted))

    async def show(self, media_id: UUID, codes: Iterable[str], hashes: Iterable[str]) -> None:
        """Let a guide be found by these items, and everybody have these files; those before are forgotten."""
        for table, column, values in (
            (MediaItem, "directory_code", set(codes)),
            (MediaFile, "sha256", set(hashes)),
        ):
            await self._session.execute(delete(table).where(table.media_id == media_id))
            if values:
                rows = [{"media_id": media_id, column: value} for value in sorted(values)]
                await self._session.execute(insert(table), rows)

    async def is_shown(self, sha256: str) -> bool:
        """Tell whether a published guide shows a file."""
        return bool(await self._session.scalar(select(exists().where(MediaFile.sha256 == sha256))))

    async def publications(self, media_id: UUID) -> Sequence[MediaPublication]:
        """Return what was published of a guide, the newest first."""
        wanted = select(MediaPublication).where(MediaPublication.media_id == media_id)
        return (await self._session.scalars(wanted.order_by(MediaPublication.number.desc()))).all()

    async def claim(self, row: dict[str, Any]) -> None:
        """Let a region show a guide; claimed again, it has looked at it again."""
        seen = {"seen_number": row["seen_number"]}
        place = ["region_code", "media_id"]
        await self._session.execute(
            upsert(Claim).values(row).on_conflict_do_update(index_elements=place, set_=seen)
        )

    async def unclaim(self, media_id: UUID, region_code: str) -> None:
        """Let a region show a guide no longer."""
        wanted = (Claim.media_id == media_id) & (Claim.region_code == region_code)
        await self._session.execute(delete(Claim).where(wanted))

    async def claims(self, wanted: ColumnElement[bool]) -> list[tuple[Claim, MediaGuide]]:
        """Return claims with their guides."""
        joined = select(Claim, MediaGuide).join(MediaGuide, MediaGuide.media_id == Claim.media_id)
        order = (Claim.region_code, Claim.media_id)
        return [
            (one, guide) for one, guide in await self._session.execute(joined.where(wanted).order_by(*order))
        ]

    async def covered(self, regions: Iterable[str], codes: Iterable[str]) -> set[tuple[str, str]]:
        """Return for which regions and items a guide is published there, their own or claimed."""
        regions, codes = list(regions), list(codes)
        mine = (
            select(MediaGuide.region_code, MediaItem.directory_code)
            .join(MediaItem, MediaItem.media_id == MediaGuide.media_id)
            .where(MediaGuide.region_code.in_(regions), MediaItem.directory_code.in_(codes))
        )
        claimed = (
            select(Claim.region_code, MediaItem.directory_code)
            .join(MediaItem, MediaItem.media_id == Claim.media_id)
            .where(Claim.region_code.in_(regions), MediaItem.directory_code.in_(codes))
        )
        rows = await self._session.execute(mine.union(claimed))
        return {(row[0], row[1]) for row in rows}


def shown_in(lists: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that keeps what is shown where lists apply: made there, or claimed."""
    claimed = exists().where(Claim.media_id == MediaGuide.media_id, Claim.region_code.in_(lists))
    return MediaGuide.published.is_not(None) & or_(MediaGuide.region_code.in_(lists), claimed)


def explaining(directory_code: str) -> ColumnElement[bool]:
    """Return the condition that keeps what explains an item."""
    return exists().where(
        MediaItem.media_id == MediaGuide.media_id, MediaItem.directory_code == directory_code
    )
