"""HTTP in front of navigations: anybody walks, operators keep events and groups."""

from typing import Annotated

from fastapi import Depends, Path, Query, Response

from servicekit.audit import Audited
from servicekit.auth import Access, Needs, Public, Scope
from servicekit.clock import Now
from servicekit.conditional import Read, tag_of
from servicekit.db import Session
from servicekit.problems import MalformedRequest, StaleVersion, VersionRequired, problems
from servicekit.routing import IfMatch, Router, etag
from servicekit.schemas import After, Limit, Page
from servicekit.scope import RegionCode
from svc_catalog.items.schemas import ItemOut
from svc_catalog.navigations.errors import NoSuchEntry, NotKeptByHand
from svc_catalog.navigations.schemas import (
    EntryIn,
    EntryOut,
    NavigationOut,
    NavigationTreeOut,
    OperatorEntryOut,
)
from svc_catalog.navigations.service import NavigationService
from svc_catalog.navigations.types import Kind
from svc_catalog.regions.errors import NoSuchRegion

router = Router(tags=["navigations"])
ANYBODY = [Public("what a government offers is for everybody to find")]
Where = Annotated[RegionCode, Query(description="where somebody is: a county, a town, a village")]
EntryCode = Annotated[str, Path(pattern=r"^[\w-]{1,40}$", description="such as birth, 075, gjj, online")]
MayEdit = Annotated[Access, Needs("navigation:edit", Scope.EVERYWHERE)]


def navigation_service(session: Session, now: Now) -> NavigationService:
    """Build the use cases for one request."""
    return NavigationService(session, now)


Navigations = Annotated[NavigationService, Depends(navigation_service)]


@router.get("/navigations", dependencies=ANYBODY, responses=problems(NoSuchRegion))
async def list_navigations(region: Where, navigations: Navigations, read: Read) -> list[NavigationOut] | None:
    """Return every navigation, with what somebody in a region finds below it."""
    found = await navigations.all(region)
    return None if read.is_held(tag_of(*found)) else found


@router.get("/navigations/{kind}", dependencies=ANYBODY, responses=problems(NoSuchRegion))
async def show_navigation(
    kind: Kind, region: Where, navigations: Navigations, read: Read
) -> NavigationTreeOut | None:
    """Return one navigation with its entries and counts."""
    found = await navigations.tree(kind, region)
    return None if read.is_held(tag_of(found)) else found


@router.get(
    "/navigations/{kind}/{code}/items", dependencies=ANYBODY, responses=problems(NoSuchRegion, NoSuchEntry)
)
async def list_items_below(
    kind: Kind,
    code: EntryCode,
    region: Where,
    navigations: Navigations,
    limit: Limit = 50,
    after: After = None,
) -> Page[ItemOut]:
    """Return what somebody in a region is offered below an entry."""
    return await navigations.items(kind, code, region, after, limit)


@router.get("/operator/navigations/{kind}", responses=problems(NotKeptByHand))
async def list_kept_entries(kind: Kind, navigations: Navigations, _access: MayEdit) -> list[OperatorEntryOut]:
    """Return the entries of a navigation that is kept by hand, with all their items by name."""
    return await navigations.kept(kind)


@router.put(
    "/operator/navigations/{kind}/{code}",
    responses=problems(NotKeptByHand, StaleVersion, VersionRequired, MalformedRequest),
)
async def write_entry(
    kind: Kind,
    code: Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")],
    body: EntryIn,
    navigations: Navigations,
    _access: MayEdit,
    audit: Audited,
    response: Response,
    if_match: IfMatch = None,
) -> EntryOut:
    """Write an entry that is kept by hand; `If-Match: "0"` adds one."""
    entry = await navigations.write(kind, code, body, if_match)
    await audit.record("navigation.write", f"{kind}/{code}")
    response.headers["etag"] = etag(entry.version)
    return EntryOut(code=code, name=entry.name, count=len(entry.directory_codes), version=entry.version)


@router.delete(
    "/operator/navigations/{kind}/{code}",
    status_code=204,
    responses=problems(NotKeptByHand, NoSuchEntry, StaleVersion, VersionRequired),
)
async def remove_entry(
    kind: Kind,
    code: EntryCode,
    navigations: Navigations,
    _access: MayEdit,
    audit: Audited,
    if_match: IfMatch = None,
) -> None:
    """Remove an entry that is kept by hand."""
    await navigations.remove(kind, code, if_match)
    await audit.record("navigation.remove", f"{kind}/{code}")
