"""HTTP in front of sheets: anybody gets one, and anybody checks one."""

from typing import Annotated

from fastapi import Depends, Path, Query, Request
from starlette.responses import Response

from servicekit.auth import Access, Own, Public
from servicekit.clock import Now
from servicekit.db import Session
from servicekit.problems import MalformedRequest, problems
from servicekit.routing import Router
from servicekit.schemas import After, Limit, Page
from svc_catalog.items.errors import NoSuchItem
from svc_catalog.sheets.errors import NoSuchSheet, SheetAltered
from svc_catalog.sheets.schemas import SheetIn, SheetLineOut, SheetOut, VerdictOut
from svc_catalog.sheets.service import SheetService
from svc_catalog.situations.errors import NoGuide

router = Router(tags=["sheets"])
Code = Annotated[str, Path(pattern=r"^[0-9A-Za-z-]{4,24}$", description="the verification code")]
Holder = Annotated[Access, Own("person", "organisation")]
Digits = Annotated[
    str | None,
    Query(pattern=r"^[0-9A-Fa-f]{16,64}$", description="the digits that are printed beside the code"),
]
SHOWN = problems(NoSuchSheet, SheetAltered)


def sheet_service(request: Request, session: Session, now: Now) -> SheetService:
    """Build the use cases for one request."""
    state = request.app.state
    if state.vault is None:
        raise RuntimeError("VAULT_KEYS is not set")
    return SheetService(session, now, state.vault, state.settings)


Sheets = Annotated[SheetService, Depends(sheet_service)]


@router.post("/sheets", status_code=201, responses=problems(NoSuchItem, NoGuide, MalformedRequest))
async def issue_sheet(
    body: SheetIn,
    sheets: Sheets,
    access: Annotated[Access, Public("who asks what to bring need not say who is asking")],
) -> SheetOut:
    """Give out a sheet for exactly one case; who is signed in finds it again."""
    is_known = access.caller.kind in {"person", "organisation"}
    return await sheets.issue(body.item_id, body.answers, access.caller.subject if is_known else None)


@router.get("/sheets")
async def list_own_sheets(
    sheets: Sheets, access: Holder, limit: Limit = 50, after: After = None
) -> Page[SheetLineOut]:
    """Return the caller's own sheets, the newest first."""
    return await sheets.held_by(access.caller.subject, after, limit)


@router.get(
    "/sheets/{code}",
    dependencies=[Public("a sheet says nothing about a person, and nobody guesses its code")],
    responses=SHOWN,
)
async def show_sheet(code: Code, sheets: Sheets) -> SheetOut:
    """Return a sheet as it was given out."""
    return await sheets.shown(code)


@router.get(
    "/sheets/{code}/pdf",
    dependencies=[Public("a sheet says nothing about a person, and nobody guesses its code")],
    responses={200: {"content": {"application/pdf": {}}}, **SHOWN},
    response_class=Response,
)
async def show_page(code: Code, sheets: Sheets) -> Response:
    """Return the page to print, byte for byte as it was given out."""
    return Response(
        await sheets.page(code),
        media_type="application/pdf",
        headers={
            "content-disposition": f'attachment; filename="{code.upper()}.pdf"',
            "cache-control": "private, no-store",
        },
    )


@router.get("/sheets/{code}/verify", dependencies=[Public("a sheet is meant to be checked by strangers")])
async def verify_code(code: Code, sheets: Sheets, sha256: Digits = None) -> VerdictOut:
    """Tell whether a sheet with this code, and these printed digits, was given out as it is kept."""
    return await sheets.verdict(code, told=sha256)


@router.post(
    "/sheets/{code}/verify",
    dependencies=[Public("a sheet is meant to be checked by strangers")],
    openapi_extra={
        "requestBody": {
            "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
            "required": True,
        }
    },
)
async def verify_file(code: Code, request: Request, sheets: Sheets) -> VerdictOut:
    """Tell whether the file in the body is, byte for byte, the one that was given out with this code."""
    return await sheets.verdict(code, pdf=await request.body())
