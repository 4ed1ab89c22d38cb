"""How guides look: to residents with where their files are, to operators with what may be done."""

from collections.abc import Mapping, Sequence
from html import escape

from svc_catalog.media import rules
from svc_catalog.media.models import MediaGuide
from svc_catalog.media.schemas import (
    FullMediaOut,
    MediaOut,
    OperatorMediaOut,
    OriginOut,
    SourceOut,
)
from svc_catalog.media.types import Content, Form, State
from svc_catalog.regions.service import RegionService
from svc_catalog.uploads.models import StoredFile
from svc_catalog.uploads.service import UploadService

#: Where files are, below the origin that browsers see.
FILES = "/api/catalog/v1/media/files"


class Shown:
    """Makes answers out of rows."""

    def __init__(self, regions: RegionService, uploads: UploadService, public_url: str) -> None:
        self._regions = regions
        self._uploads = uploads
        self._public_url = public_url.rstrip("/")

    async def many(self, rows: Sequence[MediaGuide]) -> list[MediaOut]:
        """Return guides as they stand in a list."""
        contents = {row.media_id: content_of(row) for row in rows}
        wanted = {sha for one in contents.values() for sha in (one.video, one.cover) if sha}
        files = await self._uploads.files(wanted)
        names = await self._regions.names({row.region_code for row in rows})
        return [self._one(row, contents[row.media_id], files, names) for row in rows]

    def _one(
        self,
        row: MediaGuide,
        content: Content,
        files: Mapping[str, StoredFile],
        names: Mapping[str, str],
    ) -> MediaOut:
        film = files.get(content.video or "")
        cover = content.cover or (film.poster_sha256 if film else None)
        return MediaOut(
            media_id=row.media_id,
            form=Form(row.form),
            title=content.title,
            summary=content.summary,
            origin=origin_out(row, names),
            cover_url=self.url(cover) if cover else None,
            seconds=film.seconds if film else 0,
            directory_codes=sorted({one.directory_code for one in content.about}),
            number=row.number,
            published_at=row.published_at or row.changed_at,
        )

    async def full(self, row: MediaGuide) -> FullMediaOut:
        """Return everything that a guide shows, and where its files are."""
        content = content_of(row)
        files = await self._uploads.files(rules.files_of(content))
        film = files.get(content.video or "")
        if film is not None and film.rendition_sha256:
            film = await self._uploads.file(film.rendition_sha256)
        page = f"{self._public_url}/media/{row.media_id}"
        beside = {content.video, content.captions}
        return FullMediaOut(
            guide=(await self.many([row]))[0],
            content=content,
            video=self._source(film) if film else None,
            captions_url=self.url(content.captions) if content.captions else None,
            pictures={sha: self._source(file) for sha, file in files.items() if sha not in beside},
            page_url=page,
            embed=(
                f'<iframe src="{escape(page)}?embed=1" title="{escape(content.title)}" '
                'width="640" height="400" allowfullscreen '
                'referrerpolicy="no-referrer" loading="lazy"></iframe>'
            ),
        )

    def url(self, sha256: str) -> str:
        """Return where a file is."""
        return f"{self._public_url}{FILES}/{sha256}"

    def _source(self, file: StoredFile) -> SourceOut:
        return SourceOut(
            sha256=file.sha256,
            url=self.url(file.sha256),
            media_type=file.media_type,
            width=file.width,
            height=file.height,
            size=file.size,
        )


def content_of(row: MediaGuide) -> Content:
    """Return what a published guide shows."""
    return Content.model_validate(row.published)


def origin_out(row: MediaGuide, names: Mapping[str, str]) -> OriginOut:
    """Return who made a guide."""
    return OriginOut(region_code=row.region_code, region_name=names.get(row.region_code, ""))


def operator_out(row: MediaGuide) -> OperatorMediaOut:
    """Return a guide as operators see it."""
    columns = {
        name: getattr(row, name)
        for name in OperatorMediaOut.model_fields
        if name not in {"draft", "published", "allowed"}
    }
    return OperatorMediaOut(
        **columns,
        draft=Content.model_validate(row.draft) if row.draft else None,
        published=content_of(row) if row.published else None,
        allowed=rules.allowed(State(row.state), is_published=row.published is not None),
    )
