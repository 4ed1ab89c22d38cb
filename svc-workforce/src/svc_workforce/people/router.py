"""HTTP in front of people, for operators of the region; names are masked."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request

from servicekit.auth import Access, Needs, Scope
from servicekit.clock import Now
from servicekit.db import Session
from servicekit.problems import problems
from servicekit.routing import Router
from servicekit.schemas import After, Limit, Page
from svc_workforce.people.errors import NoSuchPerson
from svc_workforce.people.schemas import OrganisationOut, PersonOut
from svc_workforce.people.service import PeopleService
from svc_workforce.people.types import State

router = Router(tags=["people"])
MayRead = Annotated[Access, Needs("staff:read", Scope.REGION)]


def people_service(request: Request, session: Session, now: Now) -> PeopleService:
    """Build the use cases for one request."""
    return PeopleService(session, now, request.app.state.vault)


People = Annotated[PeopleService, Depends(people_service)]


@router.get("/people")
async def list_people(
    people: People,
    access: MayRead,
    state: Annotated[State | None, Query()] = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[PersonOut]:
    """Return the members of staff whose main post lies in the caller's regions."""
    return await people.page(access.regions, state, after, limit)


@router.get("/people/{staff_id}", responses=problems(NoSuchPerson))
async def show_person(staff_id: UUID, people: People, access: MayRead) -> PersonOut:
    """Return one member of staff of the caller's regions."""
    return await people.show(staff_id, access.regions)


@router.get("/organisations")
async def list_organisations(
    people: People,
    access: Annotated[Access, Needs("directory:read", Scope.REGION)],
    limit: Limit = 50,
    after: After = None,
) -> Page[OrganisationOut]:
    """Return the organisations of the caller's regions."""
    return await people.organisations(access.regions, after, limit)
