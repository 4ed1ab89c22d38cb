"""HTTP in front of merges: officers say what their list makes of a change of the province."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Response

from servicekit.audit import Audited
from servicekit.auth import Access, Needs, Scope
from servicekit.clock import Now
from servicekit.db import Session
from servicekit.problems import MalformedRequest, StaleVersion, problems
from servicekit.publication.errors import RevisionOpen
from servicekit.routing import IfMatch, Router, etag
from servicekit.schemas import After, Limit, Page
from svc_catalog.items.errors import NoSuchItem
from svc_catalog.merges.errors import ChoicesIncomplete, MergeIsOver, NoSuchMerge
from svc_catalog.merges.schemas import MergeDecision, MergeDetailOut, MergeOut
from svc_catalog.merges.service import MergeService
from svc_catalog.merges.types import MergeState
from svc_catalog.province.errors import ProvinceOwned

router = Router(tags=["merges"])
MayRead = Annotated[Access, Needs("item:read", Scope.REGION)]
MayEdit = Annotated[Access, Needs("item:edit", Scope.REGION)]
DECIDING = (
    NoSuchMerge, MergeIsOver, ChoicesIncomplete, MalformedRequest,
    RevisionOpen, ProvinceOwned, NoSuchItem, StaleVersion,
)  # fmt: skip


def merge_service(session: Session, now: Now) -> MergeService:
    """Build the use cases for one request."""
    return MergeService(session, now)


Merges = Annotated[MergeService, Depends(merge_service)]


@router.get("/operator/merges")
async def list_merges(
    merges: Merges,
    access: MayRead,
    state: MergeState | None = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[MergeOut]:
    """Return the merges of the caller's regions, what is due first before the others."""
    return await merges.page(access.regions, state, after, limit)


@router.get("/operator/merges/{merge_id}", responses=problems(NoSuchMerge))
async def show_merge(merge_id: UUID, merges: Merges, access: MayRead, response: Response) -> MergeDetailOut:
    """Return a merge with what the province said, what we say, and what the province says now."""
    one = await merges.find(merge_id, access.regions)
    response.headers["etag"] = etag(one.version)
    return await merges.detail(one)


@router.post("/operator/merges/{merge_id}/decide", responses=problems(*DECIDING))
async def decide_merge(
    merge_id: UUID,
    body: MergeDecision,
    merges: Merges,
    access: MayEdit,
    audit: Audited,
    response: Response,
    if_match: IfMatch = None,
) -> MergeDetailOut:
    """Choose for every contested element; what comes of it is a draft, which others sign."""
    one = await merges.find(merge_id, access.regions, if_match)
    await merges.decide(one, body, access)
    await audit.record("merge.decide", str(one.id), region=one.region_code)
    response.headers["etag"] = etag(one.version)
    return await merges.detail(one)
