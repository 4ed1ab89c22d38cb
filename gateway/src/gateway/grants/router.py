"""HTTP in front of grants: who may do what, and from now on not."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from gateway.given import RealNow
from gateway.grants.errors import (
    AlreadyGranted,
    NoSuchGrant,
    NoSuchHolder,
    NoSuchRole,
    NotBelowYou,
    NotYourOwn,
)
from gateway.grants.models import Grant
from gateway.grants.roles import applications
from gateway.grants.schemas import ApplicationOut, EndedOut, GrantGive, GrantOut, HolderName, RoleOut
from gateway.grants.service import Granter, GrantService, Wanted
from gateway.paging import id_after, page_of
from gateway.sessions.service import SessionService
from servicekit.audit import Audited
from servicekit.auth import Access, Needs, Scope
from servicekit.clock import Now
from servicekit.db import Session
from servicekit.problems import problems
from servicekit.routing import Router
from servicekit.schemas import After, Limit, Page

router = Router(tags=["grants"])


def grant_service(session: Session, now: Now, real_now: RealNow) -> GrantService:
    """Build the use cases for one request."""
    return GrantService(session, SessionService(session, real_now), now)


Grants = Annotated[GrantService, Depends(grant_service)]


def granter(access: Access) -> Granter:
    """Return the caller as somebody who changes grants."""
    return Granter(access.caller.subject, access.caller.grants)


@router.get("/roles")
async def list_roles(
    _access: Annotated[Access, Needs("grant:read", Scope.EVERYWHERE)],
) -> list[ApplicationOut]:
    """Return the applications with their roles and what each may do."""
    return [
        ApplicationOut(
            name=application.name,
            title=application.title,
            roles=[
                RoleOut(name=role.name, title=role.title, permissions=sorted(role.permissions))
                for role in application.roles.values()
            ],
        )
        for application in applications().values()
    ]


@router.get("/grants")
async def list_grants(
    grants: Grants,
    access: Annotated[Access, Needs("grant:read", Scope.REGION)],
    limit: Limit = 50,
    after: After = None,
) -> Page[GrantOut]:
    """Return the grants within the caller's regions, in the order in which they were made."""
    return page_of(GrantOut, await grants.page(access.regions, id_after(after), limit + 1), limit)


@router.post(
    "/grants",
    status_code=201,
    response_model=GrantOut,
    responses=problems(NoSuchRole, NotYourOwn, NotBelowYou, AlreadyGranted),
)
async def give_grant(
    body: GrantGive,
    grants: Grants,
    audit: Audited,
    access: Annotated[Access, Needs("grant:edit", Scope.REGION)],
) -> Grant:
    """Grant a role below oneself; it stands within a second, in open sessions too."""
    grant = await grants.give(Wanted(**body.model_dump()), granter(access))
    await audit.record("grant.give", str(grant.id), region=grant.region_code)
    return grant


@router.delete(
    "/grants/{grant_id}", status_code=204, responses=problems(NoSuchGrant, NotYourOwn, NotBelowYou)
)
async def withdraw_grant(
    grant_id: UUID,
    grants: Grants,
    audit: Audited,
    access: Annotated[Access, Needs("grant:edit", Scope.REGION)],
) -> None:
    """Take a grant back; within a second open sessions can do nothing with it any more."""
    grant = await grants.withdraw(grant_id, access.regions, granter(access))
    await audit.record("grant.withdraw", str(grant.id), region=grant.region_code)


@router.post("/holders/end-sessions", responses=problems(NoSuchHolder, NotYourOwn))
async def end_sessions_of_holder(
    body: HolderName,
    grants: Grants,
    audit: Audited,
    access: Annotated[Access, Needs("session:end", Scope.REGION)],
) -> EndedOut:
    """End every session of a member of staff whose grants all lie below the caller."""
    ended = await grants.end_sessions(body.issuer, body.subject, granter(access), access.regions)
    await audit.record("session.end_all", f"{body.issuer}|{body.subject}")
    return EndedOut(ended=ended)
