"""HTTP in front of proposals: counties propose and try, the city decides."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Response

from servicekit.audit import Audited
from servicekit.auth import Access, Needs, Scope
from servicekit.clock import Now
from servicekit.db import Session
from servicekit.problems import StaleVersion, VersionRequired, problems
from servicekit.routing import IfMatch, Router, etag
from servicekit.schemas import After, Limit, Page
from servicekit.scope import RegionCode
from svc_catalog.conditions.types import Verdict
from svc_catalog.proposals.errors import (
    NoSuchProposal,
    ProposalIsDecided,
    ProposalsNotTaken,
    ReasonNeeded,
)
from svc_catalog.proposals.schemas import (
    AmongIn,
    CountsOut,
    DecidedOut,
    DecisionIn,
    FullProposalOut,
    ProposalOut,
    ProposalsIn,
    TakenOut,
    TestIn,
)
from svc_catalog.proposals.service import ProposalService
from svc_catalog.proposals.types import Act, State, Tried
from svc_catalog.rounds.errors import NoSuchRound, RoundNotOpen

router = Router(tags=["proposals"])
MayRead = Annotated[Access, Needs("list:read", Scope.REGION)]
MayPropose = Annotated[Access, Needs("proposal:edit", Scope.REGION)]
MayDecide = Annotated[Access, Needs("proposal:decide", Scope.REGION)]


def proposal_service(session: Session, now: Now) -> ProposalService:
    """Build the use cases for one request."""
    return ProposalService(session, now)


Proposals = Annotated[ProposalService, Depends(proposal_service)]


@router.get("/operator/rounds/{round_id}/proposals", responses=problems(NoSuchRound))
async def list_proposals(
    round_id: UUID,
    proposals: Proposals,
    access: MayRead,
    region: RegionCode | None = None,
    act: Act | None = None,
    verdict: Verdict | None = None,
    tried: Tried | None = None,
    state: State | None = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[ProposalOut]:
    """Return the proposals of the caller's regions in a round."""
    wish = AmongIn(region=region, act=act, verdict=verdict, tried=tried)
    return await proposals.page(round_id, access.regions, wish, state, after, limit)


@router.get("/operator/rounds/{round_id}/counts", responses=problems(NoSuchRound))
async def count_proposals(round_id: UUID, proposals: Proposals, access: MayRead) -> CountsOut:
    """Return how far a round is in the caller's regions."""
    return await proposals.counts(round_id, access.regions)


@router.post(
    "/operator/rounds/{round_id}/proposals",
    status_code=201,
    responses=problems(NoSuchRound, RoundNotOpen, ProposalsNotTaken),
)
async def propose(
    round_id: UUID, body: ProposalsIn, proposals: Proposals, access: MayPropose, audit: Audited
) -> TakenOut:
    """Propose items for a list: all of these are taken, or none."""
    taken = await proposals.propose(round_id, body.proposals, access.caller.subject, access.regions)
    await audit.record("proposal.propose", f"{round_id} ({len(taken)})")
    return TakenOut(proposals=taken)


@router.get("/operator/proposals/{proposal_id}", responses=problems(NoSuchProposal))
async def show_proposal(
    proposal_id: UUID, proposals: Proposals, access: MayRead, response: Response
) -> FullProposalOut:
    """Return one proposal with its tests."""
    found = await proposals.find(proposal_id, access.regions)
    response.headers["etag"] = etag(found.version)
    return found


@router.post(
    "/operator/proposals/{proposal_id}/tests",
    status_code=201,
    responses=problems(NoSuchProposal, ProposalIsDecided),
)
async def record_test(
    proposal_id: UUID, body: TestIn, proposals: Proposals, access: MayPropose, audit: Audited
) -> FullProposalOut:
    """Record how a proposed item was tried, step by step; the last trial counts."""
    one = await proposals.record_test(proposal_id, body, access.caller.subject, access.regions)
    await audit.record("proposal.test", str(proposal_id), region=one.region_code)
    return await proposals.shown(one)


@router.post(
    "/operator/proposals/{proposal_id}/withdraw",
    responses=problems(NoSuchProposal, ProposalIsDecided, StaleVersion, VersionRequired),
)
async def withdraw_proposal(
    proposal_id: UUID,
    proposals: Proposals,
    access: MayPropose,
    audit: Audited,
    if_match: IfMatch = None,
) -> FullProposalOut:
    """Take a proposal back on which nobody has decided."""
    one = await proposals.withdraw(proposal_id, access.regions, if_match)
    await audit.record("proposal.withdraw", str(proposal_id), region=one.region_code)
    return await proposals.shown(one)


@router.post(
    "/operator/rounds/{round_id}/decisions",
    responses=problems(NoSuchRound, RoundNotOpen, ReasonNeeded),
)
async def decide_proposals(
    round_id: UUID, body: DecisionIn, proposals: Proposals, access: MayDecide, audit: Audited
) -> DecidedOut:
    """Accept or refuse the proposals named, or all that wait and fit a description."""
    one, done = await proposals.decide(round_id, body, access.caller.subject, access.regions)
    what = f"proposal.{body.decision}"
    record = f"{round_id} ({done.decided})"
    await audit.record(what, record, region=one.region_code, purpose=body.answer or None)
    return done
