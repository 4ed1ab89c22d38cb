"""HTTP in front of uploads: by parts and resumed, or small files at once."""

import base64
import binascii
import re
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Form, Header, Path, Request, Response, UploadFile

from servicekit.audit import Audit, Audited
from servicekit.auth import Access, Needs, Scope
from servicekit.clock import Now
from servicekit.db import Session
from servicekit.hot import holds
from servicekit.problems import problems
from servicekit.routing import Router
from servicekit.scope import RegionCode
from svc_catalog.regions.errors import RegionNotYours
from svc_catalog.uploads.answers import FileAnswer
from svc_catalog.uploads.errors import (
    DigestDiffers,
    DocumentNotSafe,
    DrawingNotSafe,
    FileTooLarge,
    HtmlNotTaken,
    NoSuchFile,
    NoSuchUpload,
    NotOfItsKind,
    PartBroken,
    PartsMissing,
)
from svc_catalog.uploads.models import StoredFile, Upload
from svc_catalog.uploads.schemas import FileName, FileOut, UploadIn, UploadOut
from svc_catalog.uploads.service import UploadService
from svc_catalog.uploads.types import Kind

router = Router(tags=["uploads"])
MayRead = Annotated[Access, Needs("media:read", Scope.REGION)]
MayEdit = Annotated[Access, Needs("media:edit", Scope.REGION)]
Sha = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]
LOOKED_AT = (HtmlNotTaken, NotOfItsKind, DrawingNotSafe, DocumentNotSafe)
DIGEST = re.compile(r"sha-256=:([A-Za-z0-9+/]{43}=):")


def upload_service(request: Request, session: Session, now: Now) -> UploadService:
    """Build the use cases for one request."""
    return UploadService(session, now, request.app.state.settings.media_dir)


Uploads = Annotated[UploadService, Depends(upload_service)]


async def found(upload_id: UUID, uploads: Uploads, access: MayEdit) -> Upload:
    """Find an upload that the caller has begun."""
    return await uploads.find(upload_id, access.caller.subject)


Found = Annotated[Upload, Depends(found)]


def digest_of(header: str | None) -> str:
    """Return the hash that a Content-Digest says (RFC 9530), as hex; empty if it says none."""
    match = DIGEST.search(header or "")
    try:
        return base64.b64decode(match.group(1), validate=True).hex() if match else ""
    except binascii.Error:
        return ""


@router.post("/operator/uploads", status_code=201, responses=problems(FileTooLarge, RegionNotYours))
async def begin_upload(body: UploadIn, uploads: Uploads, access: MayEdit) -> UploadOut:
    """Begin an upload by parts; a file too large is refused before anything of it is sent."""
    return await uploads.begin(body, access.caller.subject, access.regions)


@router.get("/operator/uploads/{upload_id}", responses=problems(NoSuchUpload))
async def show_upload(uploads: Uploads, one: Found) -> UploadOut:
    """Return which parts have arrived, so that an upload goes on where it broke off."""
    return await uploads.shown(one)


@router.put("/operator/uploads/{upload_id}/parts/{number}", responses=problems(NoSuchUpload, PartBroken))
async def send_part(
    request: Request,
    number: Annotated[int, Path(ge=1, le=10_000)],
    uploads: Uploads,
    one: Found,
    content_digest: Annotated[
        str | None, Header(alias="Content-Digest", max_length=200, description="sha-256=:…: (RFC 9530)")
    ] = None,
) -> UploadOut:
    """Send one part as the body, with its digest; it may be sent again."""
    await uploads.take(one, number, await request.body(), digest_of(content_digest))
    return await uploads.shown(one)


@router.post(
    "/operator/uploads/{upload_id}/complete",
    status_code=201,
    responses=problems(NoSuchUpload, PartsMissing, DigestDiffers, *LOOKED_AT),
)
async def complete_upload(uploads: Uploads, one: Found, _access: MayEdit, audit: Audited) -> FileOut:
    """Say that all parts have been sent: the file is looked at, and kept."""
    return await answered(await uploads.complete(one), audit)


@router.delete("/operator/uploads/{upload_id}", status_code=204, responses=problems(NoSuchUpload))
async def give_up_upload(uploads: Uploads, one: Found) -> None:
    """Give an upload up."""
    await uploads.give_up(one)


@router.post("/operator/files", status_code=201, responses=problems(FileTooLarge, RegionNotYours, *LOOKED_AT))
async def send_file(
    file: UploadFile,
    kind: Annotated[Kind, Form()],
    region_code: Annotated[RegionCode, Form()],
    uploads: Uploads,
    access: MayEdit,
    audit: Audited,
) -> FileOut:
    """Send a small file at once, as a form."""
    name: FileName = re.sub(r"[\x00-\x1f<>/\\]", "_", file.filename or "")[-200:] or "file"
    stored = await uploads.take_whole(
        kind, name, region_code, file.file, access.caller.subject, access.regions
    )
    return await answered(stored, audit)


async def answered(file: StoredFile, audit: Audit) -> FileOut:
    """Return a stored file, with its audit."""
    await audit.record("file.store", file.sha256, region=file.region_code)
    return FileOut.model_validate(file)


@router.get("/operator/files/{sha256}", responses=problems(NoSuchFile))
async def show_file(sha256: Sha, uploads: Uploads, _access: MayRead) -> FileOut:
    """Return what is known of a stored file, and how far its transcoding is."""
    return FileOut.model_validate(await uploads.file(sha256))


def file_answer(
    file: StoredFile, uploads: UploadService, if_none_match: str | None, *, is_saved: bool = False
) -> Response:
    """Return the bytes of a file; who holds them is not sent them again.

    `is_saved`: a browser keeps it under its name instead of showing it.
    """
    headers = {
        "etag": f'"{file.sha256}"',
        # Asked for each time, for a guide may be withdrawn; who has the file already is told so.
        "cache-control": "no-cache",
        "x-content-type-options": "nosniff",
        # A drawing that is opened by itself runs nothing and loads nothing.
        "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    }
    if if_none_match and holds(if_none_match, headers["etag"]):
        return Response(status_code=304, headers=headers)
    name = file.name if is_saved else None
    return FileAnswer(uploads.path(file.sha256), media_type=file.media_type, headers=headers, filename=name)
