"""HTTP in front of rounds: the city begins them, counties take part."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response

from servicekit.audit import Audited
from servicekit.auth import Access, Needs, Scope
from servicekit.clock import Now
from servicekit.db import Session
from servicekit.problems import StaleVersion, VersionRequired, problems
from servicekit.routing import IfMatch, Router, etag
from servicekit.schemas import After, Limit, Page
from servicekit.scope import RegionCode
from svc_catalog.lists.errors import NoSuchList
from svc_catalog.lists.types import Kind
from svc_catalog.rounds.errors import DatesReversed, NoSuchRound, RoundNotOpen, RoundsOverlap
from svc_catalog.rounds.schemas import ClosingIn, RoundIn, RoundOut
from svc_catalog.rounds.service import RoundService

router = Router(tags=["rounds"])
MayRead = Annotated[Access, Needs("list:read", Scope.REGION)]
MayEdit = Annotated[Access, Needs("round:edit", Scope.REGION)]


def round_service(session: Session, now: Now) -> RoundService:
    """Build the use cases for one request."""
    return RoundService(session, now)


Rounds = Annotated[RoundService, Depends(round_service)]


@router.get("/operator/rounds")
async def list_rounds(
    rounds: Rounds, access: MayRead, kind: Kind | None = None, limit: Limit = 50, after: After = None
) -> Page[RoundOut]:
    """Return the rounds in which the caller's regions take part, the newest first."""
    return await rounds.page(access.regions, kind, after, limit)


@router.get("/operator/rounds/{round_id}", responses=problems(NoSuchRound))
async def show_round(round_id: UUID, rounds: Rounds, access: MayRead) -> RoundOut:
    """Return one round."""
    return rounds.shown(await rounds.find(round_id, access.regions))


@router.post(
    "/operator/lists/{kind}/rounds",
    status_code=201,
    responses=problems(NoSuchList, RoundsOverlap, DatesReversed),
)
async def begin_round(
    kind: Kind,
    body: RoundIn,
    region: Annotated[RegionCode, Query(description="for whom the list is made, such as 331000")],
    rounds: Rounds,
    access: MayEdit,
    audit: Audited,
    response: Response,
) -> RoundOut:
    """Begin a round of a list, with what the list asks today."""
    one = await rounds.begin(kind, region, body, access.caller.subject, access.regions)
    await audit.record("round.begin", str(one.round_id), region=one.region_code)
    response.headers["etag"] = etag(one.version)
    return rounds.shown(one)


@router.post(
    "/operator/rounds/{round_id}/close",
    responses=problems(NoSuchRound, RoundNotOpen, StaleVersion, VersionRequired),
)
async def close_round(
    round_id: UUID,
    body: ClosingIn,
    rounds: Rounds,
    access: MayEdit,
    audit: Audited,
    response: Response,
    if_match: IfMatch = None,
) -> RoundOut:
    """Close a round before its day: counties propose no more, and read why."""
    one = await rounds.close(round_id, body.reason, access.caller.subject, access.regions, if_match)
    await audit.record("round.close", str(round_id), region=one.region_code, purpose=body.reason)
    response.headers["etag"] = etag(one.version)
    return rounds.shown(one)
