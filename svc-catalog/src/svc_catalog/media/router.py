"""HTTP in front of media guides: anybody watches, counties make and claim, a second person reviews."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Query, Request, Response
from fastapi.responses import FileResponse

from servicekit.audit import Audited
from servicekit.auth import Access, Needs, Public, Scope
from servicekit.clock import Now
from servicekit.conditional import Read, tag_of
from servicekit.db import Session
from servicekit.problems import StaleVersion, VersionRequired, problems
from servicekit.publication.errors import SecondPersonNeeded
from servicekit.routing import IfMatch, Router, etag
from servicekit.schemas import After, Limit, Page
from servicekit.scope import RegionCode
from svc_catalog.media.errors import MediaNotFit, NoSuchMedia, NothingToReview
from svc_catalog.media.models import MediaGuide
from svc_catalog.media.schemas import (
    ClaimIn,
    ClaimOut,
    FindingOut,
    FullMediaOut,
    FullOperatorMediaOut,
    MediaIn,
    MediaOut,
    OperatorMediaOut,
    ReturnIn,
)
from svc_catalog.media.service import MediaService
from svc_catalog.media.shown import operator_out
from svc_catalog.media.types import Content, Form, State
from svc_catalog.regions.errors import NoSuchRegion, RegionNotYours
from svc_catalog.scenes.types import DirectoryCode
from svc_catalog.uploads.errors import NoSuchFile
from svc_catalog.uploads.router import Sha, Uploads, file_answer
from svc_catalog.uploads.schemas import FileOut

router = Router(tags=["media"])
ANYBODY = [Public("guides are made to be seen, and no file is given that no published guide shows")]
MayRead = Annotated[Access, Needs("media:read", Scope.REGION)]
MayEdit = Annotated[Access, Needs("media:edit", Scope.REGION)]
MayReview = Annotated[Access, Needs("media:review", Scope.REGION)]
CHANGING = (NoSuchMedia, StaleVersion, VersionRequired)
REVIEWING = (*CHANGING, NothingToReview, SecondPersonNeeded)


def media_service(request: Request, session: Session, now: Now, uploads: Uploads) -> MediaService:
    """Build the use cases for one request."""
    return MediaService(session, now, uploads, request.app.state.settings.public_url)


Media = Annotated[MediaService, Depends(media_service)]


@router.get("/media", dependencies=ANYBODY, responses=problems(NoSuchRegion))
async def list_media(
    media: Media,
    read: Read,
    region: Annotated[RegionCode, Query(description="where somebody is: a county, a town, a village")],
    item: Annotated[DirectoryCode | None, Query(description="what it explains, such as gjj-29")] = None,
    form: Form | None = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[MediaOut] | None:
    """Return the guides that are shown somewhere: made there, or claimed from others."""
    found = await media.page(region, item, form, after, limit)
    return None if read.is_held(tag_of(found)) else found


@router.get(
    "/media/files/{sha256}",
    dependencies=ANYBODY,
    responses=problems(NoSuchMedia),
    response_class=FileResponse,
)
async def show_media_file(
    sha256: Sha,
    media: Media,
    uploads: Uploads,
    if_none_match: Annotated[str | None, Header(alias="If-None-Match", max_length=400)] = None,
) -> Response:
    """Return a file that a published guide shows, or the ranges of it that are asked for."""
    return file_answer(await media.file(sha256), uploads, if_none_match)


@router.get("/media/{media_id}", dependencies=ANYBODY, responses=problems(NoSuchMedia))
async def show_media(media_id: UUID, media: Media, read: Read) -> FullMediaOut | None:
    """Return a published guide: what it shows, where its files are, its page and its code to embed."""
    found = await media.read(media_id)
    return None if read.is_held(tag_of(found)) else found


@router.get("/operator/media")
async def list_operator_media(
    media: Media, access: MayRead, state: State | None = None, limit: Limit = 50, after: After = None
) -> Page[OperatorMediaOut]:
    """Return the guides of the caller's regions, drafts included."""
    return await media.page_for_operator(access.regions, state, after, limit)


@router.get("/operator/media-library")
async def list_media_library(
    media: Media, access: MayRead, limit: Limit = 50, after: After = None
) -> Page[MediaOut]:
    """Return what other regions have published, to be claimed."""
    return await media.library(access.regions, after, limit)


@router.get("/operator/media-claims")
async def list_claims(media: Media, access: MayRead) -> list[ClaimOut]:
    """Return what the caller's regions have claimed, with what has changed since."""
    return await media.claims(access.regions)


@router.get("/operator/media/{media_id}", responses=problems(NoSuchMedia))
async def show_operator_media(
    media_id: UUID, media: Media, access: MayRead, response: Response
) -> FullOperatorMediaOut:
    """Return one guide with its draft, its files, and what is wrong with it."""
    return await answered(await media.for_operator(media_id, access.regions), media, response)


@router.get("/operator/media-files/{sha256}", responses=problems(NoSuchFile), response_class=FileResponse)
async def preview_file(sha256: Sha, uploads: Uploads, _access: MayRead) -> Response:
    """Return a stored file, published or not; who asks must know its hash."""
    return file_answer(await uploads.file(sha256), uploads, None)


async def answered(one: MediaGuide, media: MediaService, response: Response) -> FullOperatorMediaOut:
    """Return a guide after a change, with its new version."""
    response.headers["etag"] = etag(one.version)
    out = operator_out(one)
    shown = out.draft or out.published
    findings, files = await media.findings(shown) if shown else ([], [])
    return FullOperatorMediaOut(
        **out.model_dump(),
        findings=[FindingOut.model_validate(found) for found in findings],
        files=[FileOut.model_validate(file) for file in files],
    )


@router.post("/operator/media", status_code=201, responses=problems(RegionNotYours))
async def begin_media(
    body: MediaIn, media: Media, access: MayEdit, audit: Audited, response: Response
) -> FullOperatorMediaOut:
    """Begin a guide as a draft."""
    one = await media.begin(body, access.caller.subject, access.regions)
    await audit.record("media.write", str(one.media_id), region=one.region_code)
    return await answered(one, media, response)


@router.put("/operator/media/{media_id}", responses=problems(*CHANGING))
async def write_media(
    media_id: UUID,
    body: Content,
    media: Media,
    access: MayEdit,
    audit: Audited,
    response: Response,
    if_match: IfMatch = None,
) -> FullOperatorMediaOut:
    """Replace the draft of a guide."""
    one = await media.write(media_id, body, access.caller.subject, access.regions, if_match)
    await audit.record("media.write", str(media_id), region=one.region_code)
    return await answered(one, media, response)


@router.post("/operator/media/{media_id}/submit", responses=problems(*CHANGING, NothingToReview, MediaNotFit))
async def submit_media(
    media_id: UUID,
    media: Media,
    access: MayEdit,
    audit: Audited,
    response: Response,
    if_match: IfMatch = None,
) -> FullOperatorMediaOut:
    """Ask for the review of a draft that is whole."""
    one = await media.submit(media_id, access.regions, if_match)
    await audit.record("media.submit", str(media_id), region=one.region_code)
    return await answered(one, media, response)


@router.post("/operator/media/{media_id}/publish", responses=problems(*REVIEWING, MediaNotFit))
async def publish_media(
    media_id: UUID,
    media: Media,
    access: MayReview,
    audit: Audited,
    response: Response,
    if_match: IfMatch = None,
) -> FullOperatorMediaOut:
    """Publish what somebody else submitted."""
    one = await media.publish(media_id, access.caller.subject, access.regions, if_match)
    await audit.record("media.publish", str(media_id), region=one.region_code)
    return await answered(one, media, response)


@router.post("/operator/media/{media_id}/return", responses=problems(*REVIEWING))
async def return_media(
    media_id: UUID,
    body: ReturnIn,
    media: Media,
    access: MayReview,
    audit: Audited,
    response: Response,
    if_match: IfMatch = None,
) -> FullOperatorMediaOut:
    """Return a submitted draft to its author, with the reason."""
    one = await media.send_back(media_id, body.note, access.caller.subject, access.regions, if_match)
    await audit.record("media.return", str(media_id), region=one.region_code, purpose=body.note)
    return await answered(one, media, response)


@router.post("/operator/media/{media_id}/withdraw", responses=problems(*CHANGING))
async def withdraw_media(
    media_id: UUID,
    media: Media,
    access: MayReview,
    audit: Audited,
    response: Response,
    if_match: IfMatch = None,
) -> FullOperatorMediaOut:
    """Show a guide no longer, wherever it was claimed."""
    one = await media.withdraw(media_id, access.regions, if_match)
    await audit.record("media.withdraw", str(media_id), region=one.region_code)
    return await answered(one, media, response)


@router.post("/operator/media/{media_id}/claim", responses=problems(NoSuchMedia, RegionNotYours))
async def claim_media(
    media_id: UUID, body: ClaimIn, media: Media, access: MayEdit, audit: Audited
) -> ClaimOut:
    """Let a region of the caller show the guide of another; claimed again, its newest has been seen."""
    found = await media.claim(media_id, body.region_code, access.caller.subject, access.regions)
    await audit.record("media.claim", str(media_id), region=body.region_code)
    return found


@router.delete(
    "/operator/media/{media_id}/claims/{region_code}", status_code=204, responses=problems(RegionNotYours)
)
async def unclaim_media(
    media_id: UUID, region_code: RegionCode, media: Media, access: MayEdit, audit: Audited
) -> None:
    """Let a region of the caller show a guide no longer."""
    await media.unclaim(media_id, region_code, access.regions)
    await audit.record("media.unclaim", str(media_id), region=region_code)
