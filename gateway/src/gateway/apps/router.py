"""HTTP in front of applications and services: a key, no longer that key, how often, and a token."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Response

from gateway.apps.errors import AssertionRefused, NoSuchApp, ScopeNotYours
from gateway.apps.models import AppCalls
from gateway.apps.schemas import (
    AppOut,
    AppRegister,
    AppRegisteredOut,
    CallsOut,
    ServiceProof,
    ServiceTokenOut,
)
from gateway.apps.service import AppService, Registrar, Registration
from gateway.apps.wiring import CredentialsOf
from gateway.given import RealNow, SealedWith
from gateway.paging import id_after, page_of
from gateway.tokens.minting import LIFE
from servicekit.audit import Audited
from servicekit.auth import Access, Needs, Own, Public, Scope
from servicekit.db import Session
from servicekit.problems import problems
from servicekit.routing import Router
from servicekit.schemas import After, Limit, Page

router = Router(tags=["apps"])

NOT_KEPT = {"cache-control": "no-store"}


def app_service(session: Session, now: RealNow) -> AppService:
    """Build the use cases for one request."""
    return AppService(session, now)


Apps = Annotated[AppService, Depends(app_service)]


@router.post("/apps", status_code=201, responses=problems(ScopeNotYours))
async def register_app(
    body: AppRegister,
    response: Response,
    apps: Apps,
    vault: SealedWith,
    audit: Audited,
    access: Annotated[Access, Needs("app:edit", Scope.REGION)],
) -> AppRegisteredOut:
    """Register an application of somebody else; its secret is shown this once."""
    wanted = Registration(
        body.name, body.owner, body.region_code, frozenset(body.scopes), body.quota.model_dump()
    )
    by = Registrar(access.caller.subject, access.caller.grants, access.regions)
    registered = await apps.register(wanted, vault, by)
    app = registered.app
    await audit.record("app.register", app.key_id, region=app.region_code)
    response.headers.update(NOT_KEPT)
    return AppRegisteredOut(**AppOut.model_validate(app).model_dump(), secret=registered.secret)


@router.get("/apps")
async def list_apps(
    apps: Apps,
    access: Annotated[Access, Needs("app:read", Scope.REGION)],
    limit: Limit = 50,
    after: After = None,
) -> Page[AppOut]:
    """Return the applications in the caller's regions, revoked ones too."""
    return page_of(AppOut, await apps.page(access.regions, id_after(after), limit + 1), limit)


@router.get("/apps/own/calls", response_model=list[CallsOut])
async def show_own_calls(apps: Apps, access: Annotated[Access, Own("app")]) -> Sequence[AppCalls]:
    """Return how often the calling application called on each of the last thirty days."""
    return await apps.own_calls(access.caller.subject)


@router.get("/apps/{app_id}/calls", response_model=list[CallsOut], responses=problems(NoSuchApp))
async def show_calls(
    app_id: UUID, apps: Apps, access: Annotated[Access, Needs("app:read", Scope.REGION)]
) -> Sequence[AppCalls]:
    """Return how often an application called on each of the last thirty days."""
    return await apps.calls(app_id, access.regions)


@router.post("/apps/{app_id}/revoke", status_code=204, responses=problems(NoSuchApp))
async def revoke_app(
    app_id: UUID,
    apps: Apps,
    audit: Audited,
    access: Annotated[Access, Needs("app:edit", Scope.REGION)],
) -> None:
    """Let an application call no more."""
    app = await apps.revoke(app_id, access.regions)
    await audit.record("app.revoke", app.key_id, region=app.region_code)


@router.post("/service-tokens", responses=problems(AssertionRefused))
async def vouch_for_service(
    body: ServiceProof,
    response: Response,
    apps: Apps,
    credentials: CredentialsOf,
    _access: Annotated[Access, Public("the assertion is signed with the service's own key")],
) -> ServiceTokenOut:
    """Give a service of this suite an inner token for calls that nobody has asked it to make."""
    minted = await apps.vouch_for(body.assertion, credentials.services, credentials.mint)
    response.headers.update(NOT_KEPT)
    return ServiceTokenOut(token=minted.token, expires_in=LIFE)
