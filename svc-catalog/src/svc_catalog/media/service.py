"""Use cases on media guides: residents watch, counties make and claim, a second person reviews."""

import hashlib
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from uuid import UUID

from sqlalchemy import true
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.routing import canonical, check_version
from servicekit.schemas import Page, open_cursor, seal_cursor
from servicekit.scope import covers, within
from svc_catalog.media import rules
from svc_catalog.media.errors import MediaNotFit, NoSuchMedia, NothingToReview
from svc_catalog.media.models import Claim, MediaGuide, MediaPublication
from svc_catalog.media.repository import MediaRepository, explaining, shown_in
from svc_catalog.media.schemas import ClaimOut, FullMediaOut, MediaIn, MediaOut, OperatorMediaOut
from svc_catalog.media.shown import Shown, operator_out, origin_out
from svc_catalog.media.types import Content, Finding, Form, State
from svc_catalog.regions.errors import RegionNotYours
from svc_catalog.regions.service import RegionService
from svc_catalog.uploads.models import StoredFile
from svc_catalog.uploads.service import UploadService

CURSOR = (UUID,)
MOST = 1000


class MediaService:
    """One public method per use case."""

    def __init__(self, session: AsyncSession, now: datetime, uploads: UploadService, public_url: str) -> None:
        self._session = session
        self._media = MediaRepository(session)
        self._regions = RegionService(session)
        self._uploads = uploads
        self._shown = Shown(self._regions, uploads, public_url)
        self._now = now

    async def page(
        self, region: str, item: str | None, form: Form | None, after: str | None, limit: int
    ) -> Page[MediaOut]:
        """Return what is shown to somebody in a region, the newest first.

        Raises:
            NoSuchRegion: the tree does not hold the region.

        """
        start = open_cursor(after, CURSOR)
        wanted = shown_in(await self._regions.lists(region))
        wanted &= (explaining(item) if item else true()) & (MediaGuide.form == form if form else true())
        rows = await self._media.page(wanted, start[0] if start else None, limit + 1)
        onward = seal_cursor(str(rows[limit - 1].media_id)) if len(rows) > limit else None
        return Page(items=await self._shown.many(rows[:limit]), next=onward)

    async def read(self, media_id: UUID) -> FullMediaOut:
        """Return a published guide with where its files are.

        Raises:
            NoSuchMedia: there is none, or it is not published.

        """
        return await self._shown.full(await self.published(media_id))

    async def published(self, media_id: UUID) -> MediaGuide:
        """Return a guide as long as it is published.

        Raises:
            NoSuchMedia: it is not.

        """
        found = await self._media.find((MediaGuide.media_id == media_id) & MediaGuide.published.is_not(None))
        if found is None:
            raise NoSuchMedia
        return found

    async def file(self, sha256: str) -> StoredFile:
        """Return a file that a published guide shows.

        Raises:
            NoSuchFile: none does.
            NoSuchMedia: none does.

        """
        if not await self._media.is_shown(sha256):
            raise NoSuchMedia
        return await self._uploads.file(sha256)

    async def page_for_operator(
        self, regions: Iterable[str], state: State | None, after: str | None, limit: int
    ) -> Page[OperatorMediaOut]:
        """Return the guides of an operator's regions, the newest first."""
        start = open_cursor(after, CURSOR)
        wanted = within(MediaGuide.region_code, regions) & (MediaGuide.state == state if state else true())
        rows = await self._media.page(wanted, start[0] if start else None, limit + 1)
        onward = seal_cursor(str(rows[limit - 1].media_id)) if len(rows) > limit else None
        return Page(items=[operator_out(row) for row in rows[:limit]], next=onward)

    async def of_regions(self, regions: Iterable[str]) -> Sequence[MediaGuide]:
        """Return all guides that regions have made, the newest first."""
        return await self._media.page(within(MediaGuide.region_code, regions), None, MOST)

    async def for_operator(self, media_id: UUID, regions: Iterable[str]) -> MediaGuide:
        """Return one guide of an operator's regions.

        Raises:
            NoSuchMedia: there is none.

        """
        wanted = (MediaGuide.media_id == media_id) & within(MediaGuide.region_code, regions)
        found = await self._media.find(wanted)
        if found is None:
            raise NoSuchMedia
        return found

    async def findings(self, content: Content) -> tuple[list[Finding], list[StoredFile]]:
        """Return why a guide is not fit to be shown, and the files that it names."""
        files = await self._uploads.files(rules.files_of(content))
        known = {sha256: (one.kind, one.seconds, one.rendition) for sha256, one in files.items()}
        items = await self._media.known_items(rules.directory_codes(content))
        return rules.findings(content, known, items), list(files.values())

    async def begin(self, wish: MediaIn, author: str, regions: AbstractSet[str]) -> MediaGuide:
        """Begin a guide.

        Raises:
            RegionNotYours: it would be another region's.

        """
        if not covers(regions, wish.region_code):
            raise RegionNotYours
        one = MediaGuide(region_code=wish.region_code, published=None, number=0, note="")
        one.form, one.title = wish.content.form, wish.content.title
        return await self._write(one, wish.content, author)

    async def write(
        self, media_id: UUID, content: Content, author: str, regions: AbstractSet[str], if_match: str | None
    ) -> MediaGuide:
        """Replace the draft of a guide; what was submitted has to be submitted again.

        Raises:
            NoSuchMedia: there is none in the operator's regions.
            StaleVersion: somebody has changed it since.

        """
        return await self._write(await self._lock(media_id, regions, if_match), content, author)

    async def _write(self, one: MediaGuide, content: Content, author: str) -> MediaGuide:
        one.draft, one.state, one.author = content.model_dump(mode="json"), State.DRAFT, author
        one.changed_at = self._now
        self._session.add(one)
        await self._session.flush()
        return one

    async def submit(self, media_id: UUID, regions: AbstractSet[str], if_match: str | None) -> MediaGuide:
        """Ask for the review of a draft.

        Raises:
            NoSuchMedia: there is none in the operator's regions.
            StaleVersion: somebody has changed it since.
            NothingToReview: there is no draft.
            MediaNotFit: `findings` says what is missing.

        """
        one = await self._lock(media_id, regions, if_match)
        if one.draft is None or one.state == State.SUBMITTED:
            raise NothingToReview(state=one.state)
        await self._check_fit(Content.model_validate(one.draft))
        one.state, one.note, one.changed_at = State.SUBMITTED, "", self._now
        await self._session.flush()
        return one

    async def publish(
        self, media_id: UUID, reviewer: str, regions: AbstractSet[str], if_match: str | None
    ) -> MediaGuide:
        """Publish what somebody else submitted; who has claimed the guide shows the new publication at once.

        Raises:
            NoSuchMedia: there is none in the operator's regions.
            StaleVersion: somebody has changed it since.
            NothingToReview, SecondPersonNeeded: it may not be reviewed, or not by him.
            MediaNotFit: something has gone since it was submitted.

        """
        one = await self._lock(media_id, regions, if_match)
        rules.check_review(State(one.state), one.author, reviewer)
        content = Content.model_validate(one.draft)
        files = await self._check_fit(content)
        one.published, one.draft, one.state = one.draft, None, State.NONE
        one.form, one.title, one.number = content.form, content.title, one.number + 1
        one.published_at = one.changed_at = self._now
        self._session.add(
            MediaPublication(
                media_id=media_id, number=one.number, content=one.published, author=one.author,
                sha256=hashlib.sha256(canonical(one.published)).hexdigest(),
                publisher=reviewer, published_at=self._now,
            )
        )  # fmt: skip
        made = {sha for file in files for sha in (file.rendition_sha256, file.poster_sha256) if sha}
        await self._media.show(media_id, rules.directory_codes(content), {*rules.files_of(content), *made})
        await self._session.flush()
        return one

    async def send_back(
        self, media_id: UUID, note: str, reviewer: str, regions: AbstractSet[str], if_match: str | None
    ) -> MediaGuide:
        """Return a submitted draft to its author, with the reason.

        Raises:
            NoSuchMedia, StaleVersion, NothingToReview, SecondPersonNeeded: as `publish`.

        """
        one = await self._lock(media_id, regions, if_match)
        rules.check_review(State(one.state), one.author, reviewer)
        one.state, one.note, one.changed_at = State.RETURNED, note, self._now
        await self._session.flush()
        return one

    async def withdraw(self, media_id: UUID, regions: AbstractSet[str], if_match: str | None) -> MediaGuide:
        """Show a guide no longer, wherever it was claimed.

        Raises:
            NoSuchMedia: there is none in the operator's regions.
            StaleVersion: somebody has changed it since.

        """
        one = await self._lock(media_id, regions, if_match)
        one.published, one.changed_at = None, self._now
        await self._media.show(media_id, (), ())
        await self._session.flush()
        return one

    async def _check_fit(self, content: Content) -> list[StoredFile]:
        found, files = await self.findings(content)
        if found:
            raise MediaNotFit(findings=[vars(one) for one in found])
        return files

    async def _lock(self, media_id: UUID, regions: AbstractSet[str], if_match: str | None) -> MediaGuide:
        one = await self._media.lock(media_id, regions)
        if one is None:
            raise NoSuchMedia
        check_version(if_match, one.version)
        return one

    async def library(self, regions: AbstractSet[str], after: str | None, limit: int) -> Page[MediaOut]:
        """Return what other regions have published, for an operator to claim, the newest first."""
        start = open_cursor(after, CURSOR)
        wanted = MediaGuide.published.is_not(None) & ~within(MediaGuide.region_code, regions)
        rows = await self._media.page(wanted, start[0] if start else None, limit + 1)
        onward = seal_cursor(str(rows[limit - 1].media_id)) if len(rows) > limit else None
        return Page(items=await self._shown.many(rows[:limit]), next=onward)

    async def claim(
        self, media_id: UUID, region_code: str, caller: str, regions: AbstractSet[str]
    ) -> ClaimOut:
        """Let an operator's region show a guide of another; claimed again, he has seen its newest.

        Raises:
            RegionNotYours: the region is not the operator's, or has made the guide itself.
            NoSuchMedia: there is none, or it is not published.

        """
        one = await self.published(media_id)
        if not covers(regions, region_code) or one.region_code == region_code:
            raise RegionNotYours
        await self._media.claim(
            {
                "region_code": region_code,
                "media_id": media_id,
                "claimed_by": caller,
                "claimed_at": self._now,
                "seen_number": one.number,
            }
        )
        wanted = (Claim.media_id == media_id) & (Claim.region_code == region_code)
        return (await self._claims(await self._media.claims(wanted)))[0]

    async def unclaim(self, media_id: UUID, region_code: str, regions: AbstractSet[str]) -> None:
        """Let an operator's region show a guide no longer.

        Raises:
            RegionNotYours: the region is not the operator's.

        """
        if not covers(regions, region_code):
            raise RegionNotYours
        await self._media.unclaim(media_id, region_code)

    async def claims(self, regions: Iterable[str]) -> list[ClaimOut]:
        """Return what an operator's regions have claimed, with what has changed since."""
        return await self._claims(await self._media.claims(within(Claim.region_code, regions)))

    async def _claims(self, found: list[tuple[Claim, MediaGuide]]) -> list[ClaimOut]:
        names = await self._regions.names({guide.region_code for _, guide in found})
        return [
            ClaimOut(
                media_id=one.media_id,
                region_code=one.region_code,
                title=guide.title,
                origin=origin_out(guide, names),
                claimed_at=one.claimed_at,
                number=guide.number,
                is_newer=guide.number > one.seen_number,
                is_gone=guide.published is None,
            )
            for one, guide in found
        ]

    async def covered(self, regions: Iterable[str], codes: Iterable[str]) -> set[tuple[str, str]]:
        """Return for which regions and items a guide is published there, their own or claimed."""
        return await self._media.covered(regions, codes)
