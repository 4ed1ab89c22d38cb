"""HTTP in front of the portal: the document, and a page that reads it without any other site."""

from importlib.resources import files
from typing import Annotated, Literal

from fastapi import Depends
from starlette.requests import HTTPConnection
from starlette.responses import Response

from gateway.portal.service import Portal
from servicekit.auth import Public
from servicekit.routing import Router

router = Router(tags=["portal"])

TYPES = {"html": "text/html", "js": "text/javascript", "css": "text/css"}
Anybody = Public("what can be called is no secret, only what may be called depends on the caller")


async def portal_of(connection: HTTPConnection) -> Portal:
    """Return the portal of the running application."""
    portal: Portal = connection.app.state.portal
    return portal


@router.get("/openapi.json", dependencies=[Anybody], response_class=Response)
async def show_document(portal: Annotated[Portal, Depends(portal_of)]) -> Response:
    """Return the OpenAPI document of all services, as callers of the door see them."""
    return Response(
        await portal.document(), media_type="application/json", headers={"cache-control": "no-cache"}
    )


@router.get("/docs", dependencies=[Anybody], response_class=Response)
async def show_reader() -> Response:
    """Return the page that reads the document."""
    return part_of_page("reader.html")


@router.get("/docs/{part}", dependencies=[Anybody], response_class=Response)
async def show_part(part: Literal["reader.js", "reader.css"]) -> Response:
    """Return script or style of the page."""
    return part_of_page(part)


def part_of_page(name: str) -> Response:
    """Return one of the page's files."""
    content = files("gateway.portal").joinpath("pages", name).read_bytes()
    media_type = TYPES[name.rpartition(".")[2]]
    return Response(content, media_type=media_type, headers={"cache-control": "no-cache"})
