"""HTTP in front of situations: anybody answers questions, operators keep them."""

from typing import Annotated

from fastapi import Depends, Path, Response

from servicekit.audit import Audited
from servicekit.auth import Access, Needs, Public, Scope
from servicekit.clock import Now
from servicekit.conditional import Read
from servicekit.db import Session
from servicekit.problems import MalformedRequest, StaleVersion, VersionRequired, problems
from servicekit.routing import IfMatch, Router, etag
from svc_catalog.items.errors import NoSuchItem
from svc_catalog.situations.errors import NoGuide, SituationsDoNotHold
from svc_catalog.situations.schemas import MatchIn, MatchOut, OperatorSituationsOut, SituationsOut
from svc_catalog.situations.service import SituationService
from svc_catalog.situations.types import Situations

router = Router(tags=["situations"])
ANYBODY = [Public("what a government asks for is for everybody to know")]
ItemId = Annotated[str, Path(pattern=r"^[\w-]{1,80}$", description="such as 331002-gjj-29")]
MayRead = Annotated[Access, Needs("item:read", Scope.REGION)]
MayEdit = Annotated[Access, Needs("situation:edit", Scope.REGION)]


def situation_service(session: Session, now: Now) -> SituationService:
    """Build the use cases for one request."""
    return SituationService(session, now)


Asked = Annotated[SituationService, Depends(situation_service)]


@router.get("/items/{item_id}/situations", dependencies=ANYBODY, responses=problems(NoSuchItem, NoGuide))
async def show_situations(item_id: ItemId, asked: Asked, read: Read) -> SituationsOut | None:
    """Return the questions of an item and the situations that answers lead to."""
    found = await asked.shown(item_id)
    return None if read.is_held(etag(found.version)) else found


@router.post(
    "/items/{item_id}/situations/match",
    dependencies=ANYBODY,
    responses=problems(NoSuchItem, NoGuide, MalformedRequest),
)
async def match_situation(item_id: ItemId, body: MatchIn, asked: Asked) -> MatchOut:
    """Return what is asked of somebody with these answers; nothing is kept."""
    return await asked.match(item_id, body.answers)


@router.get("/operator/items/{item_id}/situations", responses=problems(NoSuchItem, NoGuide))
async def show_operator_situations(
    item_id: ItemId, asked: Asked, access: MayRead, response: Response
) -> OperatorSituationsOut:
    """Return what an item of the caller's regions asks, and what of it no longer fits its guide."""
    found = await asked.for_operator(item_id, access.regions)
    response.headers["etag"] = etag(found.version)
    return found


@router.put(
    "/operator/items/{item_id}/situations",
    responses=problems(NoSuchItem, NoGuide, SituationsDoNotHold, StaleVersion, VersionRequired),
)
async def write_situations(
    item_id: ItemId,
    body: Situations,
    asked: Asked,
    access: MayEdit,
    audit: Audited,
    response: Response,
    if_match: IfMatch = None,
) -> SituationsOut:
    """Replace what an item asks; `If-Match: "0"` where nothing was written before."""
    item, row = await asked.write(item_id, access.regions, body, if_match)
    await audit.record("situation.write", item_id, region=item.region_code)
    response.headers["etag"] = etag(row.version)
    return SituationsOut(
        item_id=item_id, version=row.version, questions=body.questions, situations=body.situations
    )
