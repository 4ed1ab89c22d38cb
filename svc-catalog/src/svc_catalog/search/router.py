"""HTTP in front of search."""

from typing import Annotated

from fastapi import Depends, Query, Request
from pydantic import StringConstraints

from servicekit.auth import Public
from servicekit.clock import Now
from servicekit.db import Session
from servicekit.problems import problems
from servicekit.routing import Router
from servicekit.scope import RegionCode
from svc_catalog.regions.errors import NoSuchRegion
from svc_catalog.search.schemas import ResultOut, SuggestionsOut
from svc_catalog.search.service import SearchService

router = Router(tags=["search"])
ANYBODY = [Public("what a government offers is for everybody to find")]
Words = Annotated[
    str,
    StringConstraints(min_length=1, max_length=100, pattern=r"^[^\x00]*$"),
    Query(description="as people ask"),
]


def search_service(request: Request, session: Session, now: Now) -> SearchService:
    """Build the use cases for one request."""
    return SearchService(session, request.app.state.library, now)


Search = Annotated[SearchService, Depends(search_service)]


@router.get("/search", dependencies=ANYBODY, responses=problems(NoSuchRegion))
async def search_items(
    q: Words,
    search: Search,
    region: RegionCode = "331002",
    audience: Annotated[str | None, Query(pattern=r"^\d$", description="1 person, 2 enterprise")] = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> ResultOut:
    """Return what is offered in a region and fits what somebody asks, best first."""
    return await search.search(q, region, audience, limit)


@router.get("/suggest", dependencies=ANYBODY)
async def suggest_names(q: Words, search: Search) -> SuggestionsOut:
    """Return completions while somebody types."""
    return SuggestionsOut(suggestions=await search.suggest(q))
