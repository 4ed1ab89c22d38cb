"""HTTP in front of cases, for the applicant."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from servicekit import masking
from servicekit.auth import Access, Own, Public
from servicekit.clock import Now
from servicekit.db import Session
from servicekit.http import AsCaller, Http
from servicekit.problems import NeighbourAway, problems
from servicekit.routing import Router
from servicekit.schemas import After, Limit, Page
from svc_filing.cases.clients import identity
from svc_filing.cases.errors import (
    IdentityMissing,
    LevelTooLow,
    NoDocument,
    NoSuchCase,
    WrongState,
)
from svc_filing.cases.reader import CaseReader
from svc_filing.cases.schemas import (
    CaseCorrect,
    CaseOut,
    CaseReceipt,
    CaseSubmit,
    FormOut,
    ProgressAsk,
    ProgressOut,
)
from svc_filing.cases.service import Actor, CaseService
from svc_filing.evaluations.errors import EvaluatedAlready, NotFinished
from svc_filing.evaluations.schemas import EvaluationGive, EvaluationOut
from svc_filing.forms.errors import NoForm
from svc_filing.items.errors import ItemNotOffered, NoSuchItem
from svc_filing.sources.service import SourceService

router = Router(tags=["cases"])
Applicant = Annotated[Access, Own("person", "organisation")]


def case_service(request: Request, session: Session, now: Now) -> CaseService:
    """Build the use cases for one request."""
    state = request.app.state
    return CaseService(session, now, state.vault, state.settings)


def case_reader(request: Request, session: Session) -> CaseReader:
    """Build what shows cases."""
    return CaseReader(session, request.app.state.vault)


def source_service(request: Request) -> SourceService:
    """Build what asks the sources; without the caller's token, which is not for strangers."""
    http: Http = request.app.state.http
    return SourceService(request.app.state.sources, http)


Cases = Annotated[CaseService, Depends(case_service)]
Reader = Annotated[CaseReader, Depends(case_reader)]
Sources = Annotated[SourceService, Depends(source_service)]


@router.get("/items/{item_id}/form", responses=problems(NoSuchItem, ItemNotOffered, NoForm, NeighbourAway))
async def show_form(
    item_id: str, cases: Cases, access: Applicant, gateway: AsCaller, request: Request
) -> FormOut:
    """Return what to fill in, with the applicant's proven identity beside it, masked."""
    item, form = await cases.form(item_id)
    prefilled: dict[str, str] = {}
    if access.caller.level >= item.required_level:
        who = await identity(gateway, request.app.state.settings.gateway_url, "case.prefill")
        prefilled = {
            "name": masking.name(who.name),
            "id_number": masking.id_number(who.id_number),
            "mobile": masking.mobile(who.mobile),
        }
    return FormOut(
        item_id=item.item_id,
        item_name=item.name,
        item_version=item.source_version,
        revision=form.revision,
        json_schema=form.json_schema,
        prefilled=prefilled,
    )


@router.post(
    "/cases",
    status_code=201,
    responses=problems(LevelTooLow, NoSuchItem, ItemNotOffered, NoForm, IdentityMissing, NeighbourAway),
)
async def submit_case(
    body: CaseSubmit,
    cases: Cases,
    reader: Reader,
    sources: Sources,
    access: Applicant,
    gateway: AsCaller,
    request: Request,
) -> CaseReceipt:
    """Apply for an item; what the rule can approve is approved in the same breath."""
    item, form = await cases.check(body.item_id, body.form, access.caller.level)
    who = await identity(gateway, request.app.state.settings.gateway_url, "case.submit")
    decision = await cases.judge(item, form, body.form, who, sources)
    case, password = await cases.submit(
        item,
        form,
        body.form,
        applicant=Actor(access.caller.subject, access.caller.kind),
        who=who,
        channel=body.channel,
        decision=decision,
    )
    shown = await reader.shown(case)
    return CaseReceipt(**shown.model_dump(), password=password)


@router.get("/cases")
async def list_cases(
    reader: Reader, access: Applicant, limit: Limit = 20, after: After = None
) -> Page[CaseOut]:
    """Return the caller's own cases, newest first."""
    return await reader.page_of_applicant(access.caller.subject, after, limit)


@router.get("/cases/{case_id}", responses=problems(NoSuchCase))
async def show_case(case_id: UUID, reader: Reader, access: Applicant) -> CaseOut:
    """Return one of the caller's own cases."""
    return await reader.of_applicant(case_id, access.caller.subject)


@router.post("/cases/{case_id}/correct", responses=problems(NoSuchCase, WrongState))
async def correct_case(
    case_id: UUID, body: CaseCorrect, cases: Cases, reader: Reader, access: Applicant
) -> CaseOut:
    """Send what was missing."""
    actor = Actor(access.caller.subject, access.caller.kind)
    return await reader.shown(await cases.correct(case_id, actor, body.form))


@router.get(
    "/cases/{case_id}/document",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}}}, **problems(NoSuchCase, NoDocument)},
)
async def download_document(case_id: UUID, reader: Reader, access: Applicant) -> Any:
    """Return the PDF of a case of one's own."""
    document = await reader.document(case_id, access.caller.subject)
    return Response(
        document.pdf,
        media_type="application/pdf",
        headers={
            "content-disposition": f'attachment; filename="{document.code}.pdf"',
            "cache-control": "no-store",
        },
    )


@router.post(
    "/cases/{case_id}/evaluation",
    status_code=201,
    responses=problems(NoSuchCase, NotFinished, EvaluatedAlready),
)
async def evaluate_case(
    case_id: UUID, body: EvaluationGive, reader: Reader, access: Applicant, now: Now
) -> EvaluationOut:
    """Say how a finished case was handled."""
    return EvaluationOut.model_validate(await reader.evaluate(case_id, access.caller.subject, body, now))


@router.post(
    "/progress",
    dependencies=[Public("number and password together are the permission")],
    responses=problems(NoSuchCase),
)
async def show_progress(body: ProgressAsk, reader: Reader) -> ProgressOut:
    """Say how a case stands to whoever holds its number and password."""
    return await reader.progress(body.number, body.password)
