"""HTTP in front of links: they need no cookie, and lead nowhere but here."""

from typing import Annotated

from fastapi import Depends, Path, Request
from starlette.responses import RedirectResponse

from servicekit.auth import Public
from servicekit.clock import Now
from servicekit.db import Session
from servicekit.problems import problems
from servicekit.routing import Router
from svc_catalog.links.errors import NoSuchLink, NothingToLinkTo
from svc_catalog.links.schemas import LinkIn, LinkOut
from svc_catalog.links.service import LinkService

router = Router(tags=["links"])


def link_service(request: Request, session: Session, now: Now) -> LinkService:
    """Build the use cases for one request."""
    return LinkService(session, now, request.app.state.settings.public_url)


Links = Annotated[LinkService, Depends(link_service)]


@router.post(
    "/links",
    dependencies=[Public("only public pages have links, each page one")],
    responses=problems(NothingToLinkTo),
)
async def make_link(body: LinkIn, links: Links) -> LinkOut:
    """Return the deep link and the short link of a page; always the same."""
    return await links.make(body.kind, body.key)


@router.get(
    "/links/{code}",
    status_code=302,
    dependencies=[Public("whoever has a link may follow it")],
    responses={302: {"description": "the page, in `location`"}, **problems(NoSuchLink)},
    response_class=RedirectResponse,
)
async def follow_link(
    code: Annotated[str, Path(pattern=r"^[0-9A-Za-z]{4,12}$", description="such as k7m2x9q")], links: Links
) -> RedirectResponse:
    """Lead to the page that a short link stands for."""
    headers = {"cache-control": "no-cache", "referrer-policy": "no-referrer"}
    return RedirectResponse(await links.target(code), 302, headers=headers)
