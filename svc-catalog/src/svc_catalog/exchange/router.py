"""HTTP in front of lists as files: operators of the region take them out and send them in."""

import tempfile
from pathlib import Path
from typing import Annotated, Literal
from uuid import UUID

import anyio
from fastapi import Depends, Header, Query, Request, Response
from fastapi.responses import StreamingResponse

from servicekit.audit import Audited
from servicekit.auth import Access, Needs, Scope
from servicekit.clock import Now
from servicekit.db import Session
from servicekit.problems import problems
from servicekit.routing import Router
from servicekit.schemas import After, Limit, Page
from svc_catalog.exchange.errors import (
    BrokenWorkbook,
    EmptyFile,
    NoSuchImport,
    UnknownFormat,
    WrongImportState,
)
from svc_catalog.exchange.models import Import
from svc_catalog.exchange.schemas import ImportOut, ImportRowOut
from svc_catalog.exchange.service import ImportService, lines_to_write

router = Router(tags=["exchange"])
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LINES = "application/x-ndjson"
MayRead = Annotated[Access, Needs("item:read", Scope.REGION)]
MayDraft = Annotated[Access, Needs("item:edit", Scope.REGION)]
ContentType = Annotated[str | None, Header(alias="Content-Type", max_length=200)]
FileName = Annotated[str, Query(max_length=200, pattern=r"^[^\x00-\x1f/\\]*$")]


def import_service(session: Session, now: Now) -> ImportService:
    """Build the use cases for one request."""
    return ImportService(session, now)


Imports = Annotated[ImportService, Depends(import_service)]


async def found(import_id: UUID, imports: Imports, access: MayDraft) -> Import:
    """Find an import of the caller."""
    return await imports.find(import_id, access)


Found = Annotated[Import, Depends(found)]


async def seen(import_id: UUID, imports: Imports, access: MayDraft) -> Import:
    """Find an import that the caller may look at."""
    return await imports.look(import_id, access)


Seen = Annotated[Import, Depends(seen)]


@router.get("/operator/exchange/items.xlsx", response_class=Response)
async def export_workbook(imports: Imports, access: MayRead, audit: Audited) -> Response:
    """Return the lists of the caller's regions as a workbook."""
    with tempfile.TemporaryDirectory(prefix="sanzhi-") as folder:
        path = Path(folder) / "items.xlsx"
        await imports.write_workbook(path, access.regions)
        content = await anyio.Path(path).read_bytes()
    await audit.record("item.export", "items.xlsx")
    disposition = {"content-disposition": 'attachment; filename="items.xlsx"'}
    return Response(content, media_type=WORKBOOK, headers=disposition)


@router.get("/operator/exchange/items.ndjson", response_class=Response)
async def export_lines(request: Request, access: MayRead, audit: Audited) -> Response:
    """Return the lists of the caller's regions as lines of JSON, one item each."""
    await audit.record("item.export", "items.ndjson")
    written = lines_to_write(request.app.state.sessions, access.regions)
    return StreamingResponse(written, media_type=LINES)


@router.get("/operator/imports")
async def list_imports(
    imports: Imports, access: MayDraft, limit: Limit = 50, after: After = None
) -> Page[ImportOut]:
    """Return the files that came in, the newest first: the caller's, and others for his regions alone."""
    return await imports.page(access, after, limit)


@router.post(
    "/operator/imports",
    status_code=201,
    responses=problems(BrokenWorkbook, EmptyFile, UnknownFormat),
)
async def begin_import(
    request: Request,
    imports: Imports,
    access: MayDraft,
    name: FileName,
    content_type: ContentType = None,
    *,
    more: Annotated[
        bool, Query(description="more lines follow; the check waits until it is asked for")
    ] = False,
) -> ImportOut:
    """Send a workbook, or lines of JSON; every row is then held against what we have.

    Nothing changes before the import is applied, and then all of it does or nothing.
    """
    one = await imports.begin(name, access)
    kind = (content_type or "").partition(";")[0].strip().lower()
    if kind == WORKBOOK:
        await imports.take_workbook(one, await request.body())
    elif kind == LINES:
        await imports.take_lines(one, request.stream())
    else:
        raise UnknownFormat(accepted=[WORKBOOK, LINES])
    if not more:
        await imports.begin_check(one)
    return ImportOut.model_validate(one)


@router.post("/operator/imports/{import_id}/lines", responses=problems(NoSuchImport, WrongImportState))
async def add_lines(request: Request, imports: Imports, one: Found) -> ImportOut:
    """Send more lines of JSON for an import that was begun with `more`."""
    await imports.take_lines(one, request.stream())
    return ImportOut.model_validate(one)


@router.post(
    "/operator/imports/{import_id}/check", responses=problems(NoSuchImport, WrongImportState, EmptyFile)
)
async def check_import(imports: Imports, one: Found) -> ImportOut:
    """Say that all lines have come: now every row is held against what we have."""
    await imports.begin_check(one)
    return ImportOut.model_validate(one)


@router.get("/operator/imports/{import_id}", responses=problems(NoSuchImport))
async def show_import(one: Seen) -> ImportOut:
    """Return how far an import is."""
    return ImportOut.model_validate(one)


@router.get("/operator/imports/{import_id}/rows", responses=problems(NoSuchImport))
async def list_import_rows(
    imports: Imports,
    one: Seen,
    outcome: Literal["unchanged", "changed", "faulty"] | None = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[ImportRowOut]:
    """Return what came of each row, with every fault by sheet, row and column."""
    return await imports.rows(one, outcome, after, limit)


@router.post("/operator/imports/{import_id}/apply", responses=problems(NoSuchImport, WrongImportState))
async def apply_import(import_id: UUID, imports: Imports, audit: Audited, access: MayDraft) -> ImportOut:
    """Draft everything that a checked import changes, as one amendment that others sign."""
    one = await imports.find(import_id, access)
    await imports.begin_apply(one)
    await audit.record("item.import", str(one.id))
    return ImportOut.model_validate(one)
