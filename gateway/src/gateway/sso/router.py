"""HTTP in front of sign-on: away to a provider, back with a proof, and a session."""

from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import Query, Request
from starlette.responses import RedirectResponse, Response

from gateway.given import RealNow
from gateway.sessions import rules as session_rules
from gateway.sessions.service import SessionService
from gateway.sso.desk import ADDRESS, NOT_KEPT, SEE_OTHER, AtDesk, once_each
from gateway.sso.errors import (
    OtherAccount,
    ProviderAnswersOddly,
    ProviderRefusesUs,
    ReturnNotLocal,
    SignOnNotBegun,
    TicketRefused,
)
from gateway.sso.provincial import CREDENTIALS
from gateway.sso.schemas import BearerOut, InAppSignOn, SessionExchange, SessionOpenedOut
from gateway.sso.types import Way
from gateway.sso.wiring import Known
from servicekit.auth import Access, Own, Public
from servicekit.db import Session
from servicekit.problems import NeighbourAway, problems
from servicekit.routing import Router

router = Router(tags=["sign-on"])

FAILURES = (TicketRefused, ProviderRefusesUs, ProviderAnswersOddly, NeighbourAway)
AWAY: dict[int | str, dict[str, Any]] = {303: {"description": "To the provider's page."}}
BACK: dict[int | str, dict[str, Any]] = {303: {"description": "To where the sign-on was begun."}}

ReturnTo = Annotated[str, Query(max_length=500, description="a page of this site, such as /items")]
Anybody = Annotated[Access, Public("whoever signs on is not known yet")]


@router.get(
    "/sso/provincial/login",
    status_code=SEE_OTHER,
    response_class=RedirectResponse,
    responses=AWAY | problems(ReturnNotLocal),
)
async def begin_provincial(
    desk: AtDesk,
    providers: Known,
    _access: Anybody,
    return_to: ReturnTo = "/",
    way: Literal["pc", "h5", "alipay", "organisation"] = "pc",
) -> Response:
    """Send a resident or a company to the provincial sign-on."""
    return await desk.send(providers.provincial, Way(way), return_to)


@router.get(
    "/sso/provincial/upgrade",
    status_code=SEE_OTHER,
    response_class=RedirectResponse,
    responses=AWAY | problems(ReturnNotLocal),
)
async def begin_upgrade(
    desk: AtDesk, providers: Known, access: Annotated[Access, Own("person")], return_to: ReturnTo = "/"
) -> Response:
    """Send a resident to the province's face check, from which he comes back with a higher level."""
    return await desk.send(providers.provincial, Way.UPGRADE, return_to, upgrade_of=access.caller.subject)


@router.get(
    "/sso/provincial/callback",
    status_code=SEE_OTHER,
    response_class=RedirectResponse,
    responses=BACK | problems(SignOnNotBegun, OtherAccount, *FAILURES),
)
async def finish_provincial(request: Request, desk: AtDesk, providers: Known, _access: Anybody) -> Response:
    """Take the ticket that the province sends with the browser (`ticket` and `sp`)."""
    params = once_each(request.query_params.multi_items())
    if came_unasked(params) and not desk.has_begun:
        # Somebody tapped our tile in the app, or follows another one's ticket: his own sign-on tells.
        again = urlencode({"way": Way.H5, "return_to": "/"})
        return RedirectResponse(f"{ADDRESS}/provincial/login?{again}", SEE_OTHER, headers=NOT_KEPT)
    return await desk.receive(providers.provincial, params)


def came_unasked(params: dict[str, str]) -> bool:
    """Tell whether a callback carries a proof and no sign of who asked for it."""
    return not {"sp", "redirectUrl"} & params.keys() and bool(CREDENTIALS & params.keys())


@router.post(
    "/sso/provincial/callback",
    status_code=SEE_OTHER,
    response_class=RedirectResponse,
    responses=BACK | problems(SignOnNotBegun, OtherAccount, *FAILURES),
)
async def finish_provincial_by_form(
    request: Request, desk: AtDesk, providers: Known, _access: Anybody
) -> Response:
    """Take the ticket that the province hands over in a form which its own page submits."""
    form = await request.form(max_files=0, max_fields=20)
    params = once_each([*request.query_params.multi_items(), *form.multi_items()])
    return await desk.receive(providers.provincial, params)


@router.get(
    "/sso/staff/login",
    status_code=SEE_OTHER,
    response_class=RedirectResponse,
    responses=AWAY | problems(ReturnNotLocal),
)
async def begin_staff(
    desk: AtDesk, providers: Known, _access: Anybody, return_to: ReturnTo = "/"
) -> Response:
    """Send a member of staff to the QR code of the staff platform."""
    return await desk.send(providers.staff, Way.PC, return_to)


@router.get(
    "/sso/staff/callback",
    status_code=SEE_OTHER,
    response_class=RedirectResponse,
    responses=BACK | problems(SignOnNotBegun, *FAILURES),
)
async def finish_staff(request: Request, desk: AtDesk, providers: Known, _access: Anybody) -> Response:
    """Take the code of a scan (`code` and `state`)."""
    params = once_each(request.query_params.multi_items())
    return await desk.receive(providers.staff, params)


@router.post("/sso/staff/in-app", responses=problems(*FAILURES))
async def sign_on_in_app(
    body: InAppSignOn, response: Response, desk: AtDesk, providers: Known, _access: Anybody
) -> SessionOpenedOut:
    """Sign a member of staff on with the code that the platform's own app gives a page (免登)."""
    identity = await providers.staff.in_app(body.auth_code)
    opened = await desk.let_in(identity, response)
    response.headers.update(NOT_KEPT)
    return SessionOpenedOut.model_validate(opened.session)


@router.post("/sessions", status_code=201, responses=problems(*FAILURES))
async def exchange_credential(
    body: SessionExchange, response: Response, desk: AtDesk, providers: Known, _access: Anybody
) -> BearerOut:
    """Give a mini-program a session of its own for a provider's credential."""
    opened = await desk.hand_out(await providers.provincial.finish({body.credential: body.value}))
    response.headers.update(NOT_KEPT)
    return BearerOut.model_validate(
        {**vars(SessionOpenedOut.model_validate(opened.session)), "token": opened.token}
    )


@router.post("/sso/logout", status_code=204)
async def sign_out(
    response: Response,
    session: Session,
    now: RealNow,
    access: Annotated[Access, Public("it ends nothing but the session that comes with it")],
) -> None:
    """End the session of this browser or mini-program."""
    if access.caller.session_id:
        await SessionService(session, now).sign_out(access.caller.session_id)
    response.delete_cookie(session_rules.COOKIE, path="/", secure=True, httponly=True, samesite="lax")
