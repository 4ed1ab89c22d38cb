"""HTTP in front of batches: administrators plan, officers see how far counties are."""

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
from svc_catalog.batches.errors import BatchNotFit, NoSuchBatch
from svc_catalog.batches.schemas import BatchIn, BatchOut, FullBatchOut, NewBatchIn
from svc_catalog.batches.service import BatchService
from svc_catalog.media.router import Media
from svc_catalog.regions.errors import RegionNotYours

router = Router(tags=["media"])
MayRead = Annotated[Access, Needs("media:read", Scope.REGION)]
MayPlan = Annotated[Access, Needs("batch:edit", Scope.REGION)]
CHANGING = (NoSuchBatch, StaleVersion, VersionRequired)


def batch_service(session: Session, now: Now, media: Media) -> BatchService:
    """Build the use cases for one request."""
    return BatchService(session, now, media)


Batches = Annotated[BatchService, Depends(batch_service)]


@router.get("/operator/batches")
async def list_batches(
    batches: Batches, access: MayRead, limit: Limit = 50, after: After = None
) -> Page[BatchOut]:
    """Return the batches that concern the caller's regions, with how far they are."""
    return await batches.page(access.regions, after, limit)


@router.get("/operator/batches/{batch_id}", responses=problems(NoSuchBatch))
async def show_batch(batch_id: UUID, batches: Batches, access: MayRead, response: Response) -> FullBatchOut:
    """Return a batch and how far every county is, by what is published or claimed there."""
    return answered(await batches.full(batch_id, access.regions), response)


@router.post("/operator/batches", status_code=201, responses=problems(RegionNotYours, BatchNotFit))
async def plan_batch(
    body: NewBatchIn, batches: Batches, access: MayPlan, audit: Audited, response: Response
) -> FullBatchOut:
    """Plan a batch: items, counties, and each county's last day."""
    found = await batches.plan(body, access.caller.subject, access.regions)
    await audit.record("batch.plan", str(found.batch_id), region=found.region_code)
    return answered(found, response)


@router.put("/operator/batches/{batch_id}", responses=problems(*CHANGING, RegionNotYours, BatchNotFit))
async def change_batch(
    batch_id: UUID,
    body: BatchIn,
    batches: Batches,
    access: MayPlan,
    audit: Audited,
    response: Response,
    if_match: IfMatch = None,
) -> FullBatchOut:
    """Change a batch."""
    found = await batches.change(batch_id, body, access.caller.subject, access.regions, if_match)
    await audit.record("batch.plan", str(batch_id), region=found.region_code)
    return answered(found, response)


@router.delete("/operator/batches/{batch_id}", status_code=204, responses=problems(*CHANGING))
async def remove_batch(
    batch_id: UUID,
    batches: Batches,
    access: MayPlan,
    audit: Audited,
    if_match: IfMatch = None,
) -> None:
    """Remove a batch; the guides stay."""
    await batches.remove(batch_id, access.regions, if_match)
    await audit.record("batch.remove", str(batch_id))


def answered(found: FullBatchOut, response: Response) -> FullBatchOut:
    """Return a batch with its version in the head."""
    response.headers["etag"] = etag(found.version)
    return found
