"""HTTP in front of items: anybody reads, operators of the region publish and withdraw."""

from typing import Annotated, Literal

from fastapi import Depends, Header, Path, Query, Request, Response
from fastapi.responses import FileResponse

from servicekit.audit import Audit, Audited
from servicekit.auth import Access, Needs, Public, Scope
from servicekit.clock import Now
from servicekit.conditional import Read, Reading
from servicekit.db import Session
from servicekit.problems import StaleVersion, VersionRequired, problems
from servicekit.routing import IfMatch, Router, etag
from servicekit.schemas import After, Limit, Page
from servicekit.scope import RegionCode
from svc_catalog.items.errors import (
    AbolishedByProvince,
    MainItemHasSubItems,
    NoSuchItem,
    NotComplete,
    WrongState,
)
from svc_catalog.items.files import GuideFiles
from svc_catalog.items.models import Item
from svc_catalog.items.schemas import GuideOut, ItemOut, OperatorGuideOut, OperatorItemOut
from svc_catalog.items.service import ItemService, operator_out
from svc_catalog.items.types import Wishes
from svc_catalog.regions.errors import NoSuchRegion
from svc_catalog.uploads.errors import NoSuchFile
from svc_catalog.uploads.router import Sha, Uploads, file_answer

router = Router(tags=["items"])
ANYBODY = [Public("what a government offers is for everybody to know")]
REFUSALS = (NoSuchItem, WrongState, StaleVersion, VersionRequired)
MayRead = Annotated[Access, Needs("item:read", Scope.REGION)]
MayWithdraw = Annotated[Access, Needs("item:withdraw", Scope.REGION)]
MayPublish = Annotated[Access, Needs("item:publish", Scope.REGION)]

States = Literal["draft", "published", "suspended", "withdrawn"]
ItemId = Annotated[str, Path(pattern=r"^[\w-]{1,80}$", description="such as 331002-gjj-29")]
DirectoryCode = Annotated[str, Path(pattern=r"^[\w-]{1,80}$", description="such as gjj-29")]
ThemeCode = Annotated[str | None, Query(pattern=r"^\d{3}$")]
Audience = Annotated[str | None, Query(pattern=r"^\d$", description="1 person, 2 enterprise")]
MainItem = Annotated[
    str | None, Query(pattern=r"^\d{5}$", description="主项: digits 5 to 9 of the basic code, such as 00001")
]
Part = Annotated[
    str | None,
    Query(max_length=60, pattern=r"^[^\x00]*$", description="a part of the name, or of a plain name"),
]


def item_service(session: Session, now: Now) -> ItemService:
    """Build the use cases for one request."""
    return ItemService(session, now)


Items = Annotated[ItemService, Depends(item_service)]


@router.get("/items", dependencies=ANYBODY, responses=problems(NoSuchRegion))
async def list_items(
    items: Items,
    region: Annotated[RegionCode | None, Query(description="what is offered to somebody there")] = None,
    department: Annotated[str | None, Query(pattern=r"^[\w-]{1,20}$")] = None,
    person_theme: ThemeCode = None,
    corporate_theme: ThemeCode = None,
    audience: Audience = None,
    main_item: MainItem = None,
    is_kiosk: bool | None = None,
    q: Part = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[ItemOut]:
    """Return published items in the order of the directory."""
    wishes = Wishes(
        department=department,
        person_theme=person_theme,
        corporate_theme=corporate_theme,
        audience=audience,
        main_item=main_item,
        is_kiosk=is_kiosk,
        q=q,
    )
    return await items.page(region, wishes, after, limit)


def is_held(read: Reading, item: Item) -> bool:
    """Say how new an item is; return whether the caller holds it already. Anybody on the way may keep it."""
    return read.is_held(etag(item.version), item.changed_at, keep="public, max-age=0, must-revalidate")


@router.get("/items/{item_id}", dependencies=ANYBODY, responses=problems(NoSuchItem))
async def show_item(item_id: ItemId, items: Items, read: Read) -> GuideOut | None:
    """Return one published item with its guide."""
    item, guide = await items.guide(item_id)
    return None if is_held(read, item) else guide


@router.get("/guides/{directory_code}", dependencies=ANYBODY, responses=problems(NoSuchItem, NoSuchRegion))
async def show_guide(
    directory_code: DirectoryCode,
    region: Annotated[RegionCode, Query(description="where somebody is: a county, a town, a village")],
    items: Items,
    read: Read,
) -> GuideOut | None:
    """Return what somebody in a region is told of an item: by the nearest list that holds it."""
    item, guide = await items.guide_in(directory_code, region)
    return None if is_held(read, item) else guide


@router.get(
    "/item-files/{sha256}",
    dependencies=[Public("forms are made to be filled in; no file is given that no published guide shows")],
    responses=problems(NoSuchFile),
    response_class=FileResponse,
)
async def show_item_file(
    sha256: Sha,
    session: Session,
    uploads: Uploads,
    if_none_match: Annotated[str | None, Header(alias="If-None-Match", max_length=400)] = None,
) -> Response:
    """Return a blank form, a sample or a diagram that a published guide shows, under its own name."""
    file = await GuideFiles(session).file(sha256)
    return file_answer(file, uploads, if_none_match, is_saved=True)


@router.get("/operator/items")
async def list_operator_items(
    items: Items,
    access: MayRead,
    state: Annotated[States | None, Query()] = None,
    q: Part = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[OperatorItemOut]:
    """Return the items of the caller's regions, in whatever state."""
    return await items.page_for_operator(access.regions, state, q, after, limit)


@router.get("/operator/items/{item_id}", responses=problems(NoSuchItem))
async def show_operator_item(
    item_id: ItemId, items: Items, access: MayRead, response: Response
) -> OperatorGuideOut:
    """Return an item of the caller's regions with its guide, in whatever state."""
    item, guide = await items.guide_for_operator(item_id, access.regions)
    response.headers["etag"] = etag(item.version)
    return guide


async def turned(
    item_id: str,
    act: str,
    items: ItemService,
    access: Access,
    audit: Audit,
    if_match: str | None,
    *,
    may_be_main: bool = False,
) -> OperatorItemOut:
    """Do one act on an item, with its audit."""
    item = await items.turn(item_id, access.regions, act, if_match, may_be_main=may_be_main)
    await audit.record(f"item.{act}", item.item_id, region=item.region_code)
    return operator_out(item)


@router.post("/items/{item_id}/withdraw", responses=problems(*REFUSALS))
async def withdraw_item(
    item_id: ItemId, items: Items, access: MayWithdraw, audit: Audited, if_match: IfMatch = None
) -> OperatorItemOut:
    """Take an item off the list; search, the bot, sites and terminals lose it."""
    return await turned(item_id, "withdraw", items, access, audit, if_match)


@router.post("/items/{item_id}/suspend", responses=problems(*REFUSALS))
async def suspend_item(
    item_id: ItemId, items: Items, access: MayWithdraw, audit: Audited, if_match: IfMatch = None
) -> OperatorItemOut:
    """Suspend an item for a while."""
    return await turned(item_id, "suspend", items, access, audit, if_match)


@router.post(
    "/items/{item_id}/publish",
    responses=problems(*REFUSALS, NotComplete, AbolishedByProvince, MainItemHasSubItems),
)
async def publish_item(
    item_id: ItemId,
    request: Request,
    items: Items,
    access: MayPublish,
    audit: Audited,
    if_match: IfMatch = None,
) -> OperatorItemOut:
    """Put an item on the list (again)."""
    may_be_main = request.app.state.settings.main_items_beside_sub_items
    return await turned(item_id, "publish", items, access, audit, if_match, may_be_main=may_be_main)
