"""HTTP in front of syncs: a difference to look at, then its application."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request

from servicekit.audit import Audited
from servicekit.auth import Access, Needs, Scope
from servicekit.clock import Now
from servicekit.db import Session
from servicekit.problems import NeighbourAway, problems
from servicekit.routing import Router
from servicekit.schemas import After, Limit, Page
from svc_workforce.syncs.clients import StaffPlatform
from svc_workforce.syncs.errors import (
    BeyondYourRegions,
    NoSuchSync,
    PlatformRefuses,
    SyncOver,
    SyncRefused,
)
from svc_workforce.syncs.schemas import ChangeOut, SyncApply, SyncOut
from svc_workforce.syncs.service import SyncService
from svc_workforce.syncs.types import Action, Progress

router = Router(tags=["syncs"])


def sync_service(request: Request, session: Session, now: Now) -> SyncService:
    """Build the use cases for one request."""
    return SyncService(session, now, request.app.state.vault)


Syncs = Annotated[SyncService, Depends(sync_service)]


@router.post("/syncs", status_code=201, responses=problems(NeighbourAway, PlatformRefuses))
async def compare_directory(
    request: Request,
    syncs: Syncs,
    access: Annotated[Access, Needs("directory:sync", Scope.EVERYWHERE)],
) -> SyncOut:
    """Pull the platform's directory and keep what would change; nothing is changed yet."""
    platform: StaffPlatform = request.app.state.platform
    most = request.app.state.settings.most_leavers
    return await syncs.compare(platform.directory, access.caller.subject, most)


@router.get("/syncs", dependencies=[Needs("directory:read", Scope.EVERYWHERE)])
async def list_syncs(
    syncs: Syncs,
    state: Annotated[
        Progress | None, Query(description="`refused`: those that look wrong, the alarms")
    ] = None,
    limit: Limit = 20,
    after: After = None,
) -> Page[SyncOut]:
    """Return the comparisons with their counts, newest first."""
    return await syncs.page(state, after, limit)


@router.get(
    "/syncs/{sync_id}",
    dependencies=[Needs("directory:read", Scope.EVERYWHERE)],
    responses=problems(NoSuchSync),
)
async def show_sync(sync_id: UUID, syncs: Syncs) -> SyncOut:
    """Return one comparison with its counts."""
    return await syncs.show(sync_id)


@router.get("/syncs/{sync_id}/changes", responses=problems(NoSuchSync))
async def list_changes(
    sync_id: UUID,
    syncs: Syncs,
    access: Annotated[Access, Needs("directory:read", Scope.REGION)],
    action: Annotated[Action | None, Query()] = None,
    limit: Limit = 100,
    after: After = None,
) -> Page[ChangeOut]:
    """Return what a comparison would do to the people of the caller's regions."""
    return await syncs.changes(sync_id, access.regions, action, after, limit)


@router.post(
    "/syncs/{sync_id}/apply",
    responses=problems(NoSuchSync, SyncOver, SyncRefused, BeyondYourRegions),
)
async def apply_sync(
    sync_id: UUID,
    body: SyncApply,
    syncs: Syncs,
    audit: Audited,
    access: Annotated[Access, Needs("directory:apply", Scope.REGION)],
) -> SyncOut:
    """Change the directory as a comparison said; leavers lose sessions and grants within a second."""
    by = access.caller.subject
    sync = await syncs.apply(sync_id, access.regions, by, force=body.force, remark=body.remark)
    await audit.record("directory.apply", str(sync.id), purpose=body.remark or None)
    return sync
