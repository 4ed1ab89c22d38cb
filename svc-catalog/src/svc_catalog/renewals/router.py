"""HTTP in front of renewals: the city publishes, anybody compares."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from servicekit.audit import Audited
from servicekit.auth import Access, Needs, Public, Scope
from servicekit.clock import Now
from servicekit.conditional import Read, tag_of
from servicekit.db import Session
from servicekit.problems import problems
from servicekit.routing import Router
from servicekit.schemas import After, Limit
from servicekit.scope import RegionCode
from svc_catalog.lists.errors import NoSuchList
from svc_catalog.lists.types import Kind
from svc_catalog.renewals.errors import ProposalsUndecided
from svc_catalog.renewals.schemas import ComparisonOut
from svc_catalog.renewals.service import RenewalService
from svc_catalog.renewals.types import Outcome
from svc_catalog.rounds.errors import NoSuchRound, RoundNotOpen
from svc_catalog.rounds.schemas import RoundOut
from svc_catalog.rounds.service import RoundService

router = Router(tags=["renewals"])
ANYBODY = [Public("what has come to a list and what has left it is for everybody to know")]


def renewal_service(session: Session, now: Now) -> RenewalService:
    """Build the use cases for one request."""
    return RenewalService(session, now)


Renewals = Annotated[RenewalService, Depends(renewal_service)]


@router.get("/lists/{kind}/comparison", dependencies=ANYBODY, responses=problems(NoSuchList, NoSuchRound))
async def compare_list(
    kind: Kind,
    region: Annotated[RegionCode, Query(description="for whom the list is made, such as 331000")],
    renewals: Renewals,
    read: Read,
    outcome: Outcome | None = None,
    limit: Limit = 50,
    after: After = None,
) -> ComparisonOut | None:
    """Return what the last round of a list changed: added, removed, kept."""
    found = await renewals.last(kind, region, outcome, after, limit)
    return None if read.is_held(tag_of(found)) else found


@router.get("/operator/rounds/{round_id}/comparison", responses=problems(NoSuchRound))
async def compare_round(
    round_id: UUID,
    renewals: Renewals,
    access: Annotated[Access, Needs("list:read", Scope.REGION)],
    outcome: Outcome | None = None,
    limit: Limit = 50,
    after: After = None,
) -> ComparisonOut:
    """Return what a published round changed, against the round before."""
    return await renewals.comparison(round_id, access.regions, outcome, after, limit)


@router.post(
    "/operator/rounds/{round_id}/publish",
    responses=problems(NoSuchRound, RoundNotOpen, ProposalsUndecided),
)
async def publish_round(
    round_id: UUID,
    renewals: Renewals,
    access: Annotated[Access, Needs("round:publish", Scope.REGION)],
    audit: Audited,
    session: Session,
    now: Now,
) -> RoundOut:
    """Let a list be what a closed round has made of it."""
    one = await renewals.publish(round_id, access.regions)
    await audit.record("round.publish", str(round_id), region=one.region_code)
    return RoundService(session, now).shown(one)
