"""HTTP in front of principals: who am I, and what do you know of me."""

from typing import Annotated

from fastapi import Depends, Query, Response

from gateway.accounts.errors import NoSuchPrincipal
from gateway.accounts.schemas import IdentityOut, MeOut, StyleChoose
from gateway.accounts.service import AccountService
from gateway.given import RealNow, SealedWith
from servicekit import masking
from servicekit.audit import Audited
from servicekit.auth import Access, Own
from servicekit.db import Session
from servicekit.problems import problems
from servicekit.routing import Router

router = Router(tags=["accounts"])

PEOPLE = ("person", "organisation", "staff")
LEVEL_NAMES = {1: "非实名", 2: "初级实名", 3: "高级实名"}


def account_service(session: Session, vault: SealedWith, now: RealNow) -> AccountService:
    """Build the use cases for one request."""
    return AccountService(session, vault, now)


Accounts = Annotated[AccountService, Depends(account_service)]


@router.get("/me", responses=problems(NoSuchPrincipal))
async def show_me(accounts: Accounts, access: Annotated[Access, Own(*PEOPLE)]) -> MeOut:
    """Return who is signed on and what the menu may show."""
    caller = access.caller
    own = await accounts.own(caller.subject)
    return MeOut(
        subject=caller.subject,
        kind=caller.kind,
        level=caller.level,
        level_name=LEVEL_NAMES.get(caller.level, ""),
        # A company's name is public.
        name=own.name if caller.kind == "organisation" else own.name and masking.name(own.name),
        ui_style=own.principal.ui_style,
        permissions={name: sorted(regions) for name, regions in sorted(caller.grants.items())},
        regions=sorted(frozenset().union(*caller.grants.values())),
        session_id=caller.session_id,
    )


@router.put("/me/ui-style", status_code=204, responses=problems(NoSuchPrincipal))
async def choose_style(
    body: StyleChoose, accounts: Accounts, access: Annotated[Access, Own(*PEOPLE)]
) -> None:
    """Remember how pages are to look to the caller."""
    await accounts.choose_style(access.caller.subject, body.ui_style)


@router.get("/me/identity", responses=problems(NoSuchPrincipal))
async def show_identity(
    purpose: Annotated[str, Query(min_length=2, max_length=200, description="what it is needed for")],
    accounts: Accounts,
    audit: Audited,
    response: Response,
    access: Annotated[Access, Own("person", "organisation")],
) -> IdentityOut:
    """Return the caller's own name, number and mobile in full; the purpose goes into the audit."""
    own = await accounts.own(access.caller.subject)
    await audit.record("identity.read", access.caller.subject, purpose=purpose)
    response.headers["cache-control"] = "no-store"
    return IdentityOut(
        subject=access.caller.subject,
        kind=own.principal.kind,
        level=own.principal.level,
        name=own.name,
        id_type=own.principal.id_type,
        id_number=own.id_number,
        mobile=own.mobile,
    )
