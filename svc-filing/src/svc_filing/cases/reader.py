"""Shows cases: to their applicants, to holders of number and password, to clerks of the region."""

import hmac
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import and_, true
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit import masking
from servicekit.crypto import Vault
from servicekit.schemas import Page, open_cursor, seal_cursor
from servicekit.scope import within
from svc_filing.cases import rules
from svc_filing.cases.errors import NoDocument, NoSuchCase
from svc_filing.cases.models import Case
from svc_filing.cases.repository import CaseRepository
from svc_filing.cases.schemas import (
    ActionOut,
    ApplicantOut,
    CaseOut,
    DecisionOut,
    OperatorCaseDetailOut,
    OperatorCaseOut,
    ProgressOut,
)
from svc_filing.cases.types import FINAL, State
from svc_filing.decisions.types import Decision
from svc_filing.documents.models import Document
from svc_filing.documents.service import DocumentService
from svc_filing.evaluations.models import Evaluation
from svc_filing.evaluations.schemas import EvaluationGive
from svc_filing.evaluations.service import EvaluationService


class CaseReader:
    """One public method per view; who may see what is in the query."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._cases = CaseRepository(session)
        self._documents = DocumentService(session)
        self._session = session
        self._vault = vault

    async def shown(self, case: Case) -> CaseOut:
        """Return a case as its applicant sees it."""
        await self._session.flush()
        evaluation = await self._session.get(Evaluation, case.id)
        return CaseOut.model_validate(case).model_copy(
            update={
                "actions": await self._actions(case.id),
                "document_code": await self._documents.code_of(case.id),
                "evaluation": evaluation.level if evaluation else None,
            }
        )

    async def of_applicant(self, case_id: UUID, applicant: str) -> CaseOut:
        """Return a case of the applicant's own.

        Raises:
            NoSuchCase: there is none, or it is somebody else's.

        """
        return await self.shown(await self._own(case_id, applicant))

    async def page_of_applicant(self, applicant: str, after: str | None, limit: int) -> Page[CaseOut]:
        """Return the applicant's cases, newest first."""
        found, onward = await self._page(Case.applicant == applicant, after, limit)
        return Page(items=[CaseOut.model_validate(case) for case in found], next=onward)

    async def page_in_regions(
        self, regions: Iterable[str], state: str | None, after: str | None, limit: int
    ) -> Page[OperatorCaseOut]:
        """Return the cases of a clerk's regions, newest first."""
        wanted = and_(within(Case.region_code, regions), Case.state == state if state else true())
        found, onward = await self._page(wanted, after, limit)
        return Page(items=[self._for_operator(case) for case in found], next=onward)

    async def in_regions(self, case_id: UUID, regions: Iterable[str]) -> OperatorCaseDetailOut:
        """Return a case with all that a clerk needs, the applicant masked.

        Raises:
            NoSuchCase: there is none in the clerk's regions.

        """
        case = await self._cases.in_regions(case_id, regions)
        if case is None:
            raise NoSuchCase
        who, form = (
            self._open(case.applicant_sealed, "cases.applicant"),
            self._open(case.form_sealed, "cases.form"),
        )
        if "bank_card" in form:
            form["bank_card"] = masking.bank_card(str(form["bank_card"]))
        return OperatorCaseDetailOut(
            **self._for_operator(case).model_dump(exclude={"actions", "document_code"}),
            actions=await self._actions(case.id),
            document_code=await self._documents.code_of(case.id),
            applicant=ApplicantOut(**who),
            form=form,
            form_revision=case.form_revision,
            decisions=[_decision(row) for row in await self._cases.decisions(case.id)],
        )

    async def document(self, case_id: UUID, applicant: str) -> Document:
        """Return the document of a case of the applicant's own.

        Raises:
            NoSuchCase: there is no such case, or it is somebody else's.
            NoDocument: the case has none.

        """
        case = await self._own(case_id, applicant)
        document = await self._documents.of_case(case.id)
        if document is None:
            raise NoDocument
        return document

    async def evaluate(
        self, case_id: UUID, applicant: str, given: EvaluationGive, now: datetime
    ) -> Evaluation:
        """Keep what the applicant says of the own case."""
        case = await self._cases.of_applicant(case_id, applicant, locked=True)
        if case is None:
            raise NoSuchCase
        service = EvaluationService(self._session, now, self._vault)
        is_finished = State(case.state) in FINAL
        return await service.give(case.id, case.item_id, case.region_code, given, is_finished=is_finished)

    async def progress(self, number: str, password: str) -> ProgressOut:
        """Return how a case stands.

        Raises:
            NoSuchCase: number and password do not belong together; which is wrong is not told.

        """
        case = await self._cases.by_number(number)
        given = self._vault.fingerprint(password, f"cases.password.{number}")
        if case is None or not hmac.compare_digest(given, case.password_hash):
            raise NoSuchCase
        shown = ProgressOut.model_validate(case)
        return shown.model_copy(update={"actions": await self._actions(case.id)})

    async def newest(self, applicant: str | None, regions: Iterable[str]) -> int:
        """Return the newest action on the applicant's cases, or on those of the regions."""
        mine = Case.applicant == applicant if applicant else within(Case.region_code, regions)
        return await self._cases.newest_action(mine)

    async def _own(self, case_id: UUID, applicant: str) -> Case:
        case = await self._cases.of_applicant(case_id, applicant)
        if case is None:
            raise NoSuchCase
        return case

    async def _page(self, wanted: Any, after: str | None, limit: int) -> tuple[Sequence[Case], str | None]:
        key = open_cursor(after, (datetime, UUID))
        place = (key[0], key[1]) if key else None
        found = await self._cases.page(wanted, place, limit + 1)
        if len(found) <= limit:
            return found, None
        last = found[limit - 1]
        return found[:limit], seal_cursor(last.submitted_at.isoformat(), str(last.id))

    async def _actions(self, case_id: UUID) -> list[ActionOut]:
        return [
            ActionOut.model_validate(action, from_attributes=True)
            for action in await self._cases.actions(case_id)
        ]

    def _for_operator(self, case: Case) -> OperatorCaseOut:
        allowed = rules.allowed(State(case.state))
        return OperatorCaseOut.model_validate(case).model_copy(update={"allowed": allowed})

    def _open(self, sealed: str, context: str) -> dict[str, Any]:
        found: dict[str, Any] = orjson.loads(self._vault.open(sealed, context))
        return found


def _decision(row: Any) -> DecisionOut:
    """Return a kept decision with its sentence."""
    away = tuple(row.snapshot.get("away", ()))
    said = Decision(row.outcome, row.reason, away, row.rule, row.rule_hash, row.snapshot)
    return DecisionOut(
        outcome=row.outcome,
        reason=row.reason,
        sentence=said.sentence(),
        rule=row.rule,
        rule_hash=row.rule_hash,
        snapshot=row.snapshot,
        made_at=row.made_at,
    )
