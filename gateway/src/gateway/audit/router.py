"""HTTP in front of anchors: services tell their heads, auditors read them."""

from typing import Annotated

from fastapi import Depends, Query

from gateway.audit.errors import ChainContradicts
from gateway.audit.models import Anchor
from gateway.audit.schemas import AnchorOut, HeadTell
from gateway.audit.service import AnchorService
from gateway.given import RealNow
from gateway.paging import number_after
from servicekit.auth import Access, Needs, Own, Scope
from servicekit.db import Session
from servicekit.problems import problems
from servicekit.routing import Router
from servicekit.schemas import After, Limit, Page, seal_cursor

router = Router(tags=["audit"])

ServiceName = Annotated[str, Query(pattern=r"^[a-z][a-z-]{1,39}$", description="such as svc-filing")]


def anchor_service(session: Session, now: RealNow) -> AnchorService:
    """Build the use cases for one request."""
    return AnchorService(session, now)


Anchors = Annotated[AnchorService, Depends(anchor_service)]


@router.post(
    "/audit-anchors", status_code=201, response_model=AnchorOut, responses=problems(ChainContradicts)
)
async def anchor_head(body: HeadTell, anchors: Anchors, access: Annotated[Access, Own("service")]) -> Anchor:
    """Keep how far the calling service's audit chain reaches."""
    return await anchors.anchor(access.caller.subject, body.position, bytes.fromhex(body.hash))


@router.get("/audit-anchors")
async def list_anchors(
    service: ServiceName,
    anchors: Anchors,
    _access: Annotated[Access, Needs("audit:read", Scope.EVERYWHERE)],
    limit: Limit = 50,
    after: After = None,
) -> Page[AnchorOut]:
    """Return a service's anchors, the newest first: its own chain has to agree with them."""
    found = await anchors.latest(service, number_after(after), limit + 1)
    items = [AnchorOut.model_validate(anchor) for anchor in found[:limit]]
    return Page(items=items, next=seal_cursor(items[-1].position) if len(found) > limit else None)
