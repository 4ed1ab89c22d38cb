"""HTTP in front of syncs: a difference to look at, then its application."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request
from sqlalchemy import select, true

from servicekit.audit import Audit
from servicekit.auth import Access, Needs, Scope
from servicekit.clock import Now
from servicekit.db import Session
from servicekit.problems import NeighbourAway, problems
from servicekit.routing import Router
from servicekit.schemas import After, Limit, Page, open_cursor, seal_cursor
from servicekit.scope import within
from svc_workforce.people.router import NAME
from svc_workforce.syncs.clients import StaffPlatform
from svc_workforce.syncs.errors import NoSuchSync, PlatformRefuses, SyncOver, SyncRefused
from svc_workforce.syncs.models import Change, Sync
from svc_workforce.syncs.schemas import ChangeOut, SyncApply, SyncOut
from svc_workforce.syncs.service import SyncService

router = Router(tags=["syncs"])
MayRead = Annotated[Access, Needs("directory:read", Scope.REGION)]
MaySync = Annotated[Access, Needs("directory:sync", Scope.REGION)]
MayApply = Annotated[Access, Needs("directory:apply", Scope.REGION)]


def sync_service(request: Request, session: Session, now: Now) -> SyncService:
    """Build the use cases for one request."""
    return SyncService(session, now, request.app.state.vault)


Syncs = Annotated[SyncService, Depends(sync_service)]


@router.post("/syncs", status_code=201, responses=problems(NeighbourAway, PlatformRefuses))
async def compare_directory(request: Request, syncs: Syncs, access: MaySync) -> SyncOut:
    """Pull the platform's directory and keep what would change; nothing is changed yet."""
    platform: StaffPlatform = request.app.state.platform
    directory = await platform.directory()
    most = request.app.state.settings.most_leavers
    return SyncOut.model_validate(await syncs.compare(directory, access.caller.subject, most))


@router.get("/syncs", dependencies=[Needs("directory:read", Scope.REGION)])
async def list_syncs(session: Session, limit: Limit = 20, after: After = None) -> Page[SyncOut]:
    """Return the comparisons, newest first."""
    found = select(Sync).order_by(Sync.compared_at.desc(), Sync.id.desc()).limit(limit + 1)
    if key := open_cursor(after, 1):
        found = found.where(Sync.compared_at < datetime.fromisoformat(key[0]))
    rows = (await session.scalars(found)).all()
    onward = seal_cursor(rows[limit - 1].compared_at.isoformat()) if len(rows) > limit else None
    return Page(items=[SyncOut.model_validate(row) for row in rows[:limit]], next=onward)


@router.get(
    "/syncs/{sync_id}",
    dependencies=[Needs("directory:read", Scope.REGION)],
    responses=problems(NoSuchSync),
)
async def show_sync(sync_id: UUID, session: Session) -> SyncOut:
    """Return one comparison."""
    sync = await session.get(Sync, sync_id)
    if sync is None:
        raise NoSuchSync
    return SyncOut.model_validate(sync)


@router.get("/syncs/{sync_id}/changes")
async def list_changes(
    sync_id: UUID,
    request: Request,
    session: Session,
    access: MayRead,
    action: Annotated[str | None, Query(pattern=r"^[a-z]{4,8}$")] = None,
    limit: Limit = 100,
    after: After = None,
) -> Page[ChangeOut]:
    """Return what a comparison would do to the people of the caller's regions."""
    wanted = (Change.sync_id == sync_id) & within(Change.region_code, access.regions)
    wanted &= Change.action == action if action else true()
    if key := open_cursor(after, 1):
        wanted &= Change.seq > int(key[0])
    found = select(Change).where(wanted).order_by(Change.seq).limit(limit + 1)
    rows = (await session.scalars(found)).all()
    vault = request.app.state.vault
    items = [
        ChangeOut(
            seq=row.seq,
            employee_code=row.employee_code,
            name=vault.open(row.name_sealed, NAME),
            action=row.action,
            region_code=row.region_code,
            before=row.before,
            after=row.after,
        )
        for row in rows[:limit]
    ]
    return Page(items=items, next=seal_cursor(rows[limit - 1].seq) if len(rows) > limit else None)


@router.post("/syncs/{sync_id}/apply", responses=problems(NoSuchSync, SyncOver, SyncRefused))
async def apply_sync(
    sync_id: UUID, body: SyncApply, syncs: Syncs, session: Session, now: Now, access: MayApply
) -> SyncOut:
    """Change the directory as a comparison said; leavers lose sessions and grants within a second."""
    sync = await syncs.apply(sync_id, access.caller.subject, force=body.force, remark=body.remark)
    await Audit(session, access, now).record("directory.apply", str(sync.id), purpose=body.remark or None)
    return SyncOut.model_validate(sync)
