"""The calls: new secrets, and pages of what has changed since a change."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from simulators.library.shelf import Fault, Here, Row, Shelf
from simulators.sources.calls import (
    CallRefused,
    caller,
    check_sign,
    envelope,
    parameters,
    purpose,
    request_secrets,
    required,
)

router = APIRouter(prefix="/gateway")
BOTH = ["GET", "POST"]


@router.api_route("/app/refreshTokenByKey.htm", methods=BOTH)
async def refresh_by_key(request: Request, shelf: Here) -> dict[str, Any]:
    """Return new secrets to who signs with the application's own."""
    given = await parameters(request)
    application = caller(given, shelf)
    check_sign(given, shelf, {application.app_secret: float("inf")})
    return envelope(shelf.hand_out(application))


@router.api_route("/api/001003001/dataSharing/powerMatters.htm", methods=BOTH)
async def changes(request: Request, shelf: Here) -> Response:
    """Return a page of the items that have changed after `since`, tombstones among them."""
    given = await parameters(request)
    application = caller(given, shelf)
    check_sign(given, shelf, request_secrets(application, shelf))
    required(given, "since", "additional")
    purpose(given)
    if not (given["since"].isascii() and given["since"].isdigit()):
        raise CallRefused("01", "since应为变更序号")
    since = int(given["since"])
    return _spoilt(_page(since, shelf), shelf.fault)


def _page(since: int, shelf: Shelf) -> dict[str, Any]:
    found = shelf.since(since)
    rows: list[Row] = found[: shelf.settings.page_rows]
    page = envelope(rows, count=len(rows))
    more = len(found) > len(rows)
    page["totalDataCount"] = len(found)
    page["totalPage"] = -(-len(found) // shelf.settings.page_rows)
    page["data"] = {
        "cursor": rows[-1]["change_no"] if rows else since,
        "hasMore": more,
        "lastChangeNo": shelf.last,
    }
    return page


def _spoilt(page: dict[str, Any], fault: Fault) -> Response:
    """Return a page as it is, or as it comes when the library fails in a way."""
    rows: list[Row] = page["datas"]
    if fault == "not_json":
        return PlainTextResponse("<html>网关超时</html>")
    if fault == "short":
        page["datas"] = rows[:-1]
    if fault == "torn" and rows:
        page["datas"] = [*rows[:-1], {"change_no": rows[-1]["change_no"]}]
    if fault == "unordered":
        page["datas"] = rows[::-1]
    return JSONResponse(page)
