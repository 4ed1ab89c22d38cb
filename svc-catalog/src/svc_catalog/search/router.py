"""HTTP in front of search."""

from typing import Annotated, Literal

from fastapi import Depends, Query, Request
from pydantic import StringConstraints

from servicekit.auth import Public
from servicekit.clock import Now
from servicekit.db import Session
from servicekit.problems import problems
from servicekit.routing import Router
from servicekit.scope import RegionCode
from svc_catalog.regions.errors import NoSuchRegion
from svc_catalog.search.errors import NothingToOpen
from svc_catalog.search.schemas import ClickIn, ResultOut, SuggestionsOut
from svc_catalog.search.service import SearchService
from svc_catalog.search.types import Profile, Wish

router = Router(tags=["search"])
ANYBODY = [Public("what a government offers is for everybody to find")]
COUNTED = [Public("counts what was opened, and nobody who opened it")]
Words = Annotated[
    str,
    StringConstraints(min_length=1, max_length=100, pattern=r"^[^\x00]*$"),
    Query(description="as people ask"),
]
Code = Annotated[str | None, Query(pattern=r"^[\w-]{1,20}$")]
Audience = Annotated[str | None, Query(pattern=r"^\d$", description="only for: 1 person, 2 enterprise")]
Theme = Annotated[str | None, Query(pattern=r"^(person|corporate)-\d{3}$")]
Level = Annotated[Literal["province", "prefecture", "county", "town", "village"] | None, Query()]
Channel = Annotated[Literal["online", "kiosk", "window"] | None, Query()]
ForWhom = Annotated[
    Literal["person", "enterprise"] | None, Query(description="who asks: what is for such comes first")
]
Age = Annotated[
    int | None, Query(ge=0, le=150, description="of who asks: what is for elders comes first from 60 on")
]
AUDIENCES = {"person": "1", "enterprise": "2"}


def search_service(request: Request, session: Session) -> SearchService:
    """Build the use cases for one request."""
    return SearchService(session, request.app.state.library, request.app.state.tally)


Search = Annotated[SearchService, Depends(search_service)]


@router.get("/search", dependencies=ANYBODY, responses=problems(NoSuchRegion))
async def search_items(
    q: Words,
    search: Search,
    now: Now,
    region: RegionCode = "331002",
    audience: Audience = None,
    department: Code = None,
    level: Level = None,
    theme: Theme = None,
    channel: Channel = None,
    case_type: Code = None,
    profile: ForWhom = None,
    age: Age = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> ResultOut:
    """Return what is offered in a region and fits what somebody asks, best first, and why."""
    chosen = {
        "audience": audience,
        "department": department,
        "level": level,
        "theme": theme,
        "channel": channel,
        "case_type": case_type,
    }
    wish = Wish(
        query=q,
        region=region,
        limit=limit,
        filters={facet: value for facet, value in chosen.items() if value is not None},
        profile=Profile(audience=AUDIENCES.get(profile or ""), age=age),
        asked_at=now,
    )
    return await search.search(wish)


@router.get("/suggest", dependencies=ANYBODY, deprecated=True)
@router.get("/search/suggest", dependencies=ANYBODY)
async def suggest_names(q: Words, search: Search) -> SuggestionsOut:
    """Return completions while somebody types."""
    return SuggestionsOut(suggestions=await search.suggest(q))


@router.post("/search/clicks", dependencies=COUNTED, status_code=204, responses=problems(NothingToOpen))
async def count_click(body: ClickIn, search: Search, now: Now) -> None:
    """Count that something was opened from a list of results; nothing is kept of who did."""
    await search.click(body, now)
