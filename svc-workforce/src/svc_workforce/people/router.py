"""HTTP in front of people, for operators; names are masked."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Query, Request
from sqlalchemy import select, true

from servicekit.auth import Access, Needs, Scope
from servicekit.db import Session
from servicekit.masking import MaskedName
from servicekit.problems import Problem, problems
from servicekit.routing import Router
from servicekit.schemas import After, Limit, Out, Page, open_cursor, seal_cursor
from servicekit.scope import within
from svc_workforce.people.models import Organisation, Person

router = Router(tags=["people"])
MayRead = Annotated[Access, Needs("staff:read", Scope.REGION)]
NAME = "people.name"


class NoSuchPerson(Problem):
    """There is no such member of staff, or not in your regions."""

    status = 404
    zh = "没有找到该人员，或不属于您。"


class PersonOut(Out):
    """A member of staff."""

    staff_id: UUID
    employee_code: str
    name: MaskedName
    state: str
    region_code: str
    posts: list[dict[str, Any]]
    left_at: datetime | None


class OrganisationOut(Out):
    """An organisation."""

    code: str
    name: str
    region_code: str
    parent_code: str | None


def shown(person: Person, vault: Any) -> PersonOut:
    """Return a person, the name opened for the serializer to mask."""
    return PersonOut(
        staff_id=person.staff_id,
        employee_code=person.employee_code,
        name=vault.open(person.name_sealed, NAME),
        state=person.state,
        region_code=person.region_code,
        posts=person.posts,
        left_at=person.left_at,
    )


@router.get("/people")
async def list_people(
    request: Request,
    session: Session,
    access: MayRead,
    state: Annotated[Literal["active", "left"] | None, Query()] = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[PersonOut]:
    """Return the members of staff of the caller's regions."""
    wanted = within(Person.region_code, access.regions) & (Person.state == state if state else true())
    if key := open_cursor(after, 1):
        wanted &= Person.employee_code > key[0]
    found = select(Person).where(wanted).order_by(Person.employee_code).limit(limit + 1)
    rows = (await session.scalars(found)).all()
    onward = seal_cursor(rows[limit - 1].employee_code) if len(rows) > limit else None
    vault = request.app.state.vault
    return Page(items=[shown(row, vault) for row in rows[:limit]], next=onward)


@router.get("/people/{staff_id}", responses=problems(NoSuchPerson))
async def show_person(staff_id: UUID, request: Request, session: Session, access: MayRead) -> PersonOut:
    """Return one member of staff of the caller's regions."""
    found = select(Person).where(Person.staff_id == staff_id, within(Person.region_code, access.regions))
    person = await session.scalar(found)
    if person is None:
        raise NoSuchPerson
    return shown(person, request.app.state.vault)


@router.get("/organisations")
async def list_organisations(
    session: Session, access: Annotated[Access, Needs("directory:read", Scope.REGION)]
) -> Page[OrganisationOut]:
    """Return the organisations of the caller's regions."""
    found = select(Organisation).where(within(Organisation.region_code, access.regions))
    rows = await session.scalars(found.order_by(Organisation.code))
    return Page(items=[OrganisationOut.model_validate(row) for row in rows])
