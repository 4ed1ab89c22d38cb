"""HTTP in front of revisions: drafted by one, signed by others, read as of a day by everybody."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Request, Response
from pydantic import AwareDatetime

from servicekit.audit import Audit, Audited
from servicekit.auth import Access, Needs, Public, Scope
from servicekit.clock import Now
from servicekit.db import Session
from servicekit.problems import NotAllowed, StaleVersion, problems
from servicekit.publication.errors import (
    NoSuchRevision,
    NothingChanges,
    RevisionOpen,
    SecondPersonNeeded,
    UnwaivedFindings,
    WrongRevisionState,
)
from servicekit.routing import IfMatch, Router, etag
from servicekit.schemas import Page
from svc_catalog.items.errors import NoSuchItem
from svc_catalog.province.errors import ProvinceOwned
from svc_catalog.revisions.schemas import (
    AmendmentDraft,
    AmendmentOut,
    Approval,
    Draft,
    ReadOut,
    Return,
    RevisionDetailOut,
    RevisionOut,
    RollBack,
    Submission,
)
from svc_catalog.revisions.service import RevisionService

router = Router(tags=["revisions"])
MayRead = Annotated[Access, Needs("item:read", Scope.REGION)]
MayEdit = Annotated[Access, Needs("item:edit", Scope.REGION)]
ItemId = Annotated[str, Path(pattern=r"^[\w-]{1,80}$", description="such as 331002-gjj-29")]
DRAFTING = problems(NoSuchItem, RevisionOpen, NothingChanges, ProvinceOwned)
SIGNING = problems(NoSuchRevision, WrongRevisionState, SecondPersonNeeded, NotAllowed, StaleVersion)


def revision_service(request: Request, session: Session, now: Now) -> RevisionService:
    """Build the use cases for one request."""
    may_be_main = request.app.state.settings.main_items_beside_sub_items
    return RevisionService(session, now, may_be_main=may_be_main)


Revisions = Annotated[RevisionService, Depends(revision_service)]


async def noted(act: str, one: RevisionDetailOut, audit: Audit, response: Response) -> RevisionDetailOut:
    """Write an act into the audit, and tell the version."""
    response.headers["etag"] = etag(one.version)
    await audit.record(f"revision.{act}", str(one.id), region=one.region_code)
    return one


@router.get("/items/{item_id}/read-at/{moment}", responses=problems(NoSuchItem))
async def show_item_as_read(
    item_id: ItemId,
    moment: AwareDatetime,
    revisions: Revisions,
    _access: Annotated[Access, Public("what people could read on a day is for everybody to know")],
) -> ReadOut:
    """Return what people read of an item at a moment, with the hash of that content."""
    return await revisions.read_at(item_id, moment)


@router.put("/operator/items/{item_id}/draft", responses=DRAFTING)
async def draft_item(
    item_id: ItemId,
    body: Draft,
    revisions: Revisions,
    access: MayEdit,
    audit: Audited,
    response: Response,
) -> RevisionDetailOut:
    """Keep a draft of an item's guide: what people read stays as it is."""
    one = await revisions.draft(item_id, body.guide, body.reason, access)
    return await noted("draft", one, audit, response)


@router.post(
    "/operator/items/{item_id}/roll-back", status_code=201, responses=DRAFTING | problems(NoSuchRevision)
)
async def roll_back_item(
    item_id: ItemId,
    body: RollBack,
    revisions: Revisions,
    access: MayEdit,
    audit: Audited,
    response: Response,
) -> RevisionDetailOut:
    """Draft what people read before; it is signed like every draft."""
    one = await revisions.roll_back(item_id, body.number, body.reason, access)
    return await noted("roll-back", one, audit, response)


@router.get("/operator/items/{item_id}/revisions", responses=problems(NoSuchItem))
async def list_revisions(item_id: ItemId, revisions: Revisions, access: MayRead) -> Page[RevisionOut]:
    """Return all revisions of an item, newest first."""
    return Page(items=await revisions.history(item_id, access))


@router.get("/operator/revisions/{revision_id}", responses=problems(NoSuchRevision))
async def show_revision(
    revision_id: UUID, revisions: Revisions, access: MayRead, response: Response
) -> RevisionDetailOut:
    """Return a revision with its whole text, and everything that it changes, place by place."""
    one = await revisions.find(revision_id, access)
    response.headers["etag"] = etag(one.version)
    return await revisions.shown(one)


@router.post("/operator/revisions/{revision_id}/submit", responses=SIGNING | problems(UnwaivedFindings))
async def submit_revision(
    revision_id: UUID,
    body: Submission,
    revisions: Revisions,
    access: MayEdit,
    audit: Audited,
    response: Response,
    if_match: IfMatch = None,
) -> RevisionDetailOut:
    """Pass a draft on to review; a finding stops it unless it is waived with a reason."""
    one = await revisions.find(revision_id, access, if_match)
    shown = await revisions.submit(one, access, body.waivers, body.valid_from)
    return await noted("submit", shown, audit, response)


@router.post("/operator/revisions/{revision_id}/approve", responses=SIGNING)
async def approve_revision(
    revision_id: UUID,
    body: Approval,
    revisions: Revisions,
    access: MayRead,
    audit: Audited,
    response: Response,
    if_match: IfMatch = None,
) -> RevisionDetailOut:
    """Sign at the step whose turn it is, which needs that step's permission; the last lets it out."""
    one = await revisions.find(revision_id, access, if_match)
    shown = await revisions.approve(one, access, body.note)
    return await noted("approve", shown, audit, response)


@router.post("/operator/revisions/{revision_id}/return", responses=SIGNING)
async def return_revision(
    revision_id: UUID,
    body: Return,
    revisions: Revisions,
    access: MayRead,
    audit: Audited,
    response: Response,
    if_match: IfMatch = None,
) -> RevisionDetailOut:
    """Give a revision back to its author."""
    one = await revisions.find(revision_id, access, if_match)
    shown = await revisions.send_back(one, access, body.reason)
    return await noted("return", shown, audit, response)


@router.post("/operator/revisions/{revision_id}/discard", responses=SIGNING)
async def discard_revision(
    revision_id: UUID,
    revisions: Revisions,
    access: MayEdit,
    audit: Audited,
    response: Response,
    if_match: IfMatch = None,
) -> RevisionDetailOut:
    """Give a revision up."""
    one = await revisions.find(revision_id, access, if_match)
    return await noted("discard", await revisions.discard(one, access), audit, response)


@router.post("/operator/amendments", status_code=201, responses=DRAFTING)
async def amend_items(
    body: AmendmentDraft, revisions: Revisions, audit: Audited, access: MayEdit
) -> AmendmentOut:
    """Draft the same values for many items: one difference to read, one decision."""
    change = await revisions.set_everywhere(body.items, body.set, body.reason, access)
    await audit.record("amendment.draft", str(change.id))
    return await revisions.shown_amendment(*await revisions.find_amendment(change.id, access))


@router.get("/operator/amendments/{change_id}", responses=problems(NoSuchRevision))
async def show_amendment(change_id: UUID, revisions: Revisions, access: MayRead) -> AmendmentOut:
    """Return a change over many items as one difference."""
    return await revisions.shown_amendment(*await revisions.find_amendment(change_id, access))


@router.post("/operator/amendments/{change_id}/submit", responses=SIGNING | problems(UnwaivedFindings))
async def submit_amendment(
    change_id: UUID, body: Submission, revisions: Revisions, audit: Audited, access: MayEdit
) -> AmendmentOut:
    """Pass all of a change on to review."""
    change, found = await revisions.find_amendment(change_id, access)
    for one in found:
        await revisions.submit(one, access, body.waivers, body.valid_from)
    await audit.record("amendment.submit", str(change.id))
    return await revisions.shown_amendment(change, found)


@router.post("/operator/amendments/{change_id}/approve", responses=SIGNING)
async def approve_amendment(
    change_id: UUID, body: Approval, revisions: Revisions, audit: Audited, access: MayRead
) -> AmendmentOut:
    """Sign all of a change; the last signature lets all of it out, or nothing."""
    change, found = await revisions.find_amendment(change_id, access)
    shown = await revisions.shown_amendment(change, found)
    for one in found:
        await revisions.approve(one, access, body.note)
    await audit.record("amendment.approve", str(change.id))
    again = await revisions.shown_amendment(change, found)
    return shown.model_copy(update={"states": again.states})


@router.post("/operator/amendments/{change_id}/return", responses=SIGNING)
async def return_amendment(
    change_id: UUID, body: Return, revisions: Revisions, audit: Audited, access: MayRead
) -> AmendmentOut:
    """Give all of a change back to its author."""
    change, found = await revisions.find_amendment(change_id, access)
    for one in found:
        await revisions.send_back(one, access, body.reason)
    await audit.record("amendment.return", str(change.id))
    return await revisions.shown_amendment(change, found)
