"""HTTP in front of what is seen and said of guides: anybody tells, officers read."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from servicekit.auth import Access, Needs, Public, Scope
from servicekit.clock import Now
from servicekit.db import Session
from servicekit.problems import problems
from servicekit.routing import Router
from svc_catalog.media.errors import NoSuchMedia
from svc_catalog.media.router import Media
from svc_catalog.regions.errors import NoSuchRegion
from svc_catalog.visits.schemas import FeedbackIn, FiguresOut, FullFiguresOut, VisitIn
from svc_catalog.visits.service import VisitService

router = Router(tags=["media"])
ANYBODY = [Public("counts without names; words are screened, and shown to officers alone")]
MayRead = Annotated[Access, Needs("media:read", Scope.REGION)]
Since = Annotated[date | None, Query(description="the first day; thirty days before the last unless said")]
Until = Annotated[date | None, Query(description="the last day; today unless said")]


def visit_service(session: Session, now: Now, media: Media) -> VisitService:
    """Build the use cases for one request."""
    return VisitService(session, now, media)


Visits = Annotated[VisitService, Depends(visit_service)]


@router.post(
    "/media/{media_id}/visits",
    status_code=204,
    dependencies=ANYBODY,
    responses=problems(NoSuchMedia, NoSuchRegion),
)
async def count_visit(media_id: UUID, body: VisitIn, visits: Visits) -> None:
    """Count that a guide was opened, or seen to its end."""
    await visits.count(media_id, body)


@router.post(
    "/media/{media_id}/feedback",
    status_code=204,
    dependencies=ANYBODY,
    responses=problems(NoSuchMedia, NoSuchRegion),
)
async def say_about_media(media_id: UUID, body: FeedbackIn, visits: Visits) -> None:
    """Say whether a guide has helped; numbers of papers and telephones are not kept."""
    await visits.say(media_id, body)


@router.get("/operator/media-figures")
async def list_figures(
    visits: Visits, access: MayRead, since: Since = None, until: Until = None
) -> list[FiguresOut]:
    """Return how often the guides of the caller's regions were seen and what was said, most seen first."""
    return await visits.figures(access.regions, since, until)


@router.get("/operator/media/{media_id}/figures", responses=problems(NoSuchMedia))
async def show_figures(
    media_id: UUID, visits: Visits, access: MayRead, since: Since = None, until: Until = None
) -> FullFiguresOut:
    """Return the figures of one guide by day and place, and what was said of it in words."""
    return await visits.full(media_id, access.regions, since, until)
