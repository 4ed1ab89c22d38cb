"""HTTP in front of lists: anybody reads, the city keeps them, owners of items see to tasks."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response

from servicekit.audit import Audited
from servicekit.auth import Access, Needs, Public, Scope
from servicekit.clock import Now
from servicekit.conditional import Read, tag_of
from servicekit.db import Session
from servicekit.problems import MalformedRequest, StaleVersion, VersionRequired, problems
from servicekit.routing import IfMatch, Router, etag
from servicekit.schemas import After, Limit, Page
from servicekit.scope import RegionCode
from svc_catalog.conditions.rules import OPERATORS
from svc_catalog.items.router import Audience, Part, ThemeCode
from svc_catalog.items.types import Wishes
from svc_catalog.lists.errors import ListExists, NoSuchList, NoSuchTask, TaskIsDone
from svc_catalog.lists.schemas import (
    AnswerIn,
    CriteriaIn,
    EntryOut,
    FactOut,
    JudgedOut,
    ListIn,
    ListOut,
    OperatorListOut,
    TaskOut,
)
from svc_catalog.lists.service import ListService
from svc_catalog.lists.types import ITEM_FACTS, Kind, TaskState
from svc_catalog.regions.errors import NoSuchRegion, RegionNotYours

router = Router(tags=["lists"])
ANYBODY = [Public("which items are easily done is for everybody to know")]
Where = Annotated[RegionCode, Query(description="where somebody is: a county, a town, a village")]
Keeper = Annotated[RegionCode, Query(description="for whom the list is made, such as 331000")]
MayRead = Annotated[Access, Needs("list:read", Scope.REGION)]
MayEdit = Annotated[Access, Needs("list:edit", Scope.REGION)]


def list_service(session: Session, now: Now) -> ListService:
    """Build the use cases for one request."""
    return ListService(session, now)


Lists = Annotated[ListService, Depends(list_service)]


@router.get("/lists", dependencies=ANYBODY, responses=problems(NoSuchRegion))
async def list_lists(region: Where, lists: Lists, read: Read) -> list[ListOut] | None:
    """Return the lists made for somebody in a region."""
    found = await lists.offered(region)
    return None if read.is_held(tag_of(*found)) else found


@router.get("/lists/{kind}", dependencies=ANYBODY, responses=problems(NoSuchList, NoSuchRegion))
async def show_list(
    kind: Kind,
    region: Where,
    lists: Lists,
    read: Read,
    department: Annotated[str | None, Query(pattern=r"^[\w-]{1,20}$")] = None,
    person_theme: ThemeCode = None,
    corporate_theme: ThemeCode = None,
    audience: Audience = None,
    q: Part = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[EntryOut] | None:
    """Return what stands on a list and is offered to somebody in a region."""
    wishes = Wishes(
        department=department,
        person_theme=person_theme,
        corporate_theme=corporate_theme,
        audience=audience,
        q=q,
    )
    found = await lists.entries(kind, region, wishes, after, limit)
    return None if read.is_held(tag_of(found)) else found


@router.get("/operator/lists")
async def list_operator_lists(lists: Lists, access: MayRead) -> list[OperatorListOut]:
    """Return the lists of the caller's regions and of those above them."""
    return await lists.kept_by(access.regions)


@router.get("/operator/lists/facts")
async def list_facts(_access: MayRead) -> list[FactOut]:
    """Return what criteria may ask of an item."""
    return [FactOut(**vars(known), operators=sorted(OPERATORS[known.kind])) for known in ITEM_FACTS.values()]


@router.post("/operator/lists", status_code=201, responses=problems(ListExists, RegionNotYours))
async def begin_list(
    body: ListIn, lists: Lists, access: MayEdit, audit: Audited, response: Response
) -> OperatorListOut:
    """Begin a list."""
    one = await lists.begin(body, access.regions)
    await audit.record("list.begin", str(one.list_id), region=one.region_code)
    response.headers["etag"] = etag(one.version)
    return await lists.shown(one)


@router.put(
    "/operator/lists/{list_id}",
    responses=problems(NoSuchList, MalformedRequest, StaleVersion, VersionRequired),
)
async def change_list(
    list_id: UUID,
    body: CriteriaIn,
    lists: Lists,
    access: MayEdit,
    audit: Audited,
    response: Response,
    if_match: IfMatch = None,
) -> OperatorListOut:
    """Change what a list asks of items from its next round on."""
    one = await lists.change(list_id, body, access.regions, if_match)
    await audit.record("list.change", str(list_id), region=one.region_code)
    response.headers["etag"] = etag(one.version)
    return await lists.shown(one)


@router.get("/operator/lists/{kind}/judgements/{item_id}", responses=problems(NoSuchList))
async def judge_item(kind: Kind, item_id: str, region: Keeper, lists: Lists, access: MayRead) -> JudgedOut:
    """Return how an item of the caller's regions stands against what a list asks."""
    return await lists.judged(kind, region, item_id, access.regions)


@router.get("/operator/list-tasks")
async def list_list_tasks(
    lists: Lists,
    access: MayRead,
    state: TaskState = TaskState.OPEN,
    limit: Limit = 50,
    after: After = None,
) -> Page[TaskOut]:
    """Return what the owners of items in the caller's regions have to see to because of lists."""
    return await lists.tasks(access.regions, state, after, limit)


@router.post(
    "/operator/list-tasks/{task_id}/close",
    responses=problems(NoSuchTask, TaskIsDone, StaleVersion, VersionRequired),
)
async def close_list_task(
    task_id: UUID,
    body: AnswerIn,
    lists: Lists,
    access: Annotated[Access, Needs("proposal:edit", Scope.REGION)],
    audit: Audited,
    if_match: IfMatch = None,
) -> TaskOut:
    """Say what was done about a task."""
    task = await lists.close_task(task_id, body.answer, access.caller.subject, access.regions, if_match)
    await audit.record("list-task.close", str(task_id), region=task.region_code)
    return lists.task_out(task)
