"""Use cases on cases: what the applicant does, what the clerk does, what the clock does."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit import masking
from servicekit.calendars import calendar_of
from servicekit.crypto import Vault
from servicekit.deadlines import Deadlines
from servicekit.outbox import Outbox
from servicekit.problems import MalformedRequest
from svc_filing.calendar.models import CalendarYear
from svc_filing.cases import events, rules
from svc_filing.cases.clients import Identity
from svc_filing.cases.errors import LevelTooLow, NoSuchCase, TakenBySomebody
from svc_filing.cases.models import Case, CaseAction, CaseDecision
from svc_filing.cases.repository import CaseRepository
from svc_filing.cases.types import Act, State
from svc_filing.decisions import rules as tables
from svc_filing.decisions.types import Decision
from svc_filing.documents.service import DocumentService
from svc_filing.forms import rules as form_rules
from svc_filing.forms.service import form_of
from svc_filing.forms.types import Form
from svc_filing.items.models import Item
from svc_filing.items.service import ItemService
from svc_filing.settings import Settings
from svc_filing.sources.service import SourceService
from svc_filing.sources.types import Purpose

RULE = "svc-filing"
#: The deadline by which an application is accepted, or taken as accepted.
ACCEPT_BY, DECIDE_BY = "case.accept", "case.decide"


class Actor:
    """Who acts, and as what."""

    def __init__(self, subject: str, kind: str) -> None:
        self.subject = subject
        self.kind = kind


BY_RULE = Actor(RULE, "rule")


class CaseService:
    """One public method per use case; each act is one row in the log of the case."""

    def __init__(self, session: AsyncSession, now: datetime, vault: Vault, settings: Settings) -> None:
        self._cases = CaseRepository(session)
        self._items = ItemService(session)
        self._documents = DocumentService(session)
        self._deadlines = Deadlines(session)
        self._outbox = Outbox(session, now)
        self._vault = vault
        self._settings = settings
        self._session = session
        self._now = now

    async def form(self, item_id: str) -> tuple[Item, Form]:
        """Return what may be applied for, and what is asked for it."""
        item = await self._items.offered(item_id)
        return item, form_of(item.directory_code)

    async def check(self, item_id: str, values: dict[str, Any], level: int) -> tuple[Item, Form]:
        """Refuse an application that cannot be taken; nothing is written.

        Raises:
            LevelTooLow: the applicant is not known surely enough for this item.
            MalformedRequest: the form has mistakes, each at its pointer.

        """
        item, form = await self.form(item_id)
        if level < item.required_level:
            raise LevelTooLow(
                required_level=item.required_level,
                level=level,
                upgrade="/api/gateway/v1/sso/provincial/upgrade",
            )
        if found := form_rules.mistakes(form.json_schema, values):
            raise MalformedRequest(errors=found)
        return item, form

    async def judge(
        self, item: Item, form: Form, values: dict[str, Any], who: Identity, sources: SourceService
    ) -> Decision:
        """Ask the sources and let the table speak; without a table a person decides."""
        if form.decision is None:
            return tables.by_person()
        purpose = Purpose(item.name, item.directory_code, RULE)
        facts = await sources.facts(who.id_number, purpose)
        amount = Decimal(str(values.get("amount", 0)))
        return tables.judge(form.decision, facts, amount, rules.local_day(self._now))

    async def submit(
        self,
        item: Item,
        form: Form,
        values: dict[str, Any],
        *,
        applicant: Actor,
        who: Identity,
        channel: str,
        decision: Decision,
    ) -> tuple[Case, str]:
        """Take an application; return the case and its query password, which is not kept.

        What the rule approves is accepted and decided in the same transaction; all else
        waits for a person, with the reason.
        """
        day, secret = rules.local_day(self._now), rules.password()
        serial = await self._cases.next_serial(item.region_code, day)
        number = rules.number(item.region_code, day, serial)
        case = Case(
            number=number,
            password_hash=self._vault.fingerprint(secret, f"cases.password.{number}"),
            state=State.SUBMITTED,
            applicant=applicant.subject,
            applicant_sealed=self._seal(who.__dict__, "cases.applicant"),
            form_sealed=self._seal(values, "cases.form"),
            form_revision=form.revision,
            item_id=item.item_id,
            item_version=item.source_version,
            item_name=item.name,
            department_name=item.department_name,
            region_code=item.region_code,
            channel=channel,
            submitted_at=self._now,
            warnings=form_rules.warnings(form.json_schema, values),
        )
        self._cases.add(case)
        await self._outbox.announce(events.case_submitted, case)
        self._note(case, Act.SUBMIT, applicant)
        await self._keep(case, decision)
        if decision.is_approval:
            await self._accept(case, item, BY_RULE)
            await self._conclude(case, Act.APPROVE, BY_RULE, decision.sentence(), who, values)
            await self._outbox.announce(lambda one: events.decided_by_rule(one, decision.rule), case)
        else:
            case.remark = decision.sentence()
            await self._wait_for_acceptance(case)
        return case, secret

    async def correct(self, case_id: UUID, applicant: Actor, values: dict[str, Any]) -> Case:
        """Take what was missing; the case waits for acceptance again."""
        case = await self._cases.of_applicant(case_id, applicant.subject, locked=True)
        if case is None:
            raise NoSuchCase
        state = rules.next_state(State(case.state), Act.CORRECT)
        item = await self._items.find(case.item_id)
        if item and (found := form_rules.mistakes(form_of(item.directory_code).json_schema, values)):
            raise MalformedRequest(errors=found)
        case.form_sealed = self._seal(values, "cases.form")
        case.state, case.remark = state, "已补正，等待受理"
        self._note(case, Act.CORRECT, applicant)
        await self._wait_for_acceptance(case)
        return case

    async def take(self, case_id: UUID, regions: Iterable[str], clerk: Actor) -> Case:
        """Put a case on the clerk's own desk."""
        case = await self._for_clerk(case_id, regions, clerk, Act.TAKE)
        case.taken_by = clerk.subject
        self._note(case, Act.TAKE, clerk)
        return case

    async def accept(self, case_id: UUID, regions: Iterable[str], clerk: Actor) -> Case:
        """Accept an application: from here the law's clock runs."""
        case = await self._for_clerk(case_id, regions, clerk, Act.ACCEPT)
        await self._accept(case, await self._items.find(case.item_id), clerk)
        return case

    async def decline(self, case_id: UUID, regions: Iterable[str], clerk: Actor, remark: str) -> Case:
        """Do not accept an application, and say why."""
        case = await self._for_clerk(case_id, regions, clerk, Act.DECLINE)
        case.state, case.remark, case.decided_at = State.DECLINED, remark, self._now
        await self._deadlines.cancel(ACCEPT_BY, str(case.id))
        self._note(case, Act.DECLINE, clerk, remark)
        return case

    async def ask_correction(self, case_id: UUID, regions: Iterable[str], clerk: Actor, remark: str) -> Case:
        """Tell the applicant, once and for all, what is missing."""
        case = await self._held(case_id, regions)
        rules.check_correction(case.corrections)
        case.state = rules.next_state(State(case.state), Act.ASK_CORRECTION)
        case.corrections += 1
        case.remark = remark
        await self._deadlines.cancel(ACCEPT_BY, str(case.id))
        self._note(case, Act.ASK_CORRECTION, clerk, remark)
        return case

    async def decide(
        self, case_id: UUID, regions: Iterable[str], clerk: Actor, outcome: str, remark: str
    ) -> Case:
        """Decide a case by hand."""
        act = Act.APPROVE if outcome == "approve" else Act.REFUSE
        case = await self._for_clerk(case_id, regions, clerk, act)
        who = Identity(**self._open(case.applicant_sealed, "cases.applicant"))
        await self._conclude(case, act, clerk, remark, who, self._open(case.form_sealed, "cases.form"))
        await self._outbox.announce(events.decided_by_person, case)
        return case

    async def deem_accepted(self, case_id: UUID) -> None:
        """Accept what nobody answered in time, as of the day it came in (行政许可法 art. 32)."""
        case = await self._cases.locked(case_id)
        if case is not None and case.state == State.SUBMITTED:
            item = await self._items.find(case.item_id)
            await self._accept(case, item, BY_RULE, since=case.submitted_at)

    async def mark_overdue(self, case_id: UUID) -> None:
        """Mark a case that was not decided within the limit of the law."""
        case = await self._cases.locked(case_id)
        if case is not None and case.state == State.ACCEPTED:
            case.is_overdue = True

    def applicant_of(self, case: Case) -> Identity:
        """Return who applied; the serializer masks it."""
        return Identity(**self._open(case.applicant_sealed, "cases.applicant"))

    def form_values(self, case: Case) -> dict[str, Any]:
        """Return the form with the bank card masked."""
        values = self._open(case.form_sealed, "cases.form")
        if "bank_card" in values:
            values["bank_card"] = masking.bank_card(str(values["bank_card"]))
        return values

    async def _for_clerk(self, case_id: UUID, regions: Iterable[str], clerk: Actor, act: Act) -> Case:
        case = await self._held(case_id, regions)
        rules.next_state(State(case.state), act)
        if case.taken_by not in {None, clerk.subject}:
            raise TakenBySomebody
        return case

    async def _held(self, case_id: UUID, regions: Iterable[str]) -> Case:
        """Return a case of the clerk's regions, locked; one elsewhere is not there."""
        case = await self._cases.in_regions(case_id, regions, locked=True)
        if case is None:
            raise NoSuchCase
        return case

    async def _keep(self, case: Case, decision: Decision) -> None:
        self._cases.add(
            CaseDecision(
                case_id=case.id,
                outcome=decision.outcome,
                reason=decision.reason,
                rule=decision.rule,
                rule_hash=decision.rule_hash,
                snapshot=decision.snapshot,
                made_at=self._now,
            )
        )

    async def _wait_for_acceptance(self, case: Case) -> None:
        calendar = await calendar_of(self._session, CalendarYear)
        day, _ = rules.due(calendar, self._now, rules.DAYS_TO_ASK, "WORKDAY")
        if day is not None:
            await self._deadlines.set(ACCEPT_BY, str(case.id), rules.end_of(day))

    async def _accept(
        self, case: Case, item: Item | None, actor: Actor, since: datetime | None = None
    ) -> None:
        case.state = rules.next_state(State(case.state), Act.ACCEPT)
        case.accepted_at = since or self._now
        case.remark = "已受理"
        if item is not None:
            calendar = await calendar_of(self._session, CalendarYear)
            legal = rules.due(calendar, case.accepted_at, item.legal_amount, item.legal_unit)
            promised = rules.due(calendar, case.accepted_at, item.promised_amount, item.promised_unit)
            case.legal_due_on, case.promised_due_on = legal[0], promised[0]
            case.is_due_provisional = legal[1] or promised[1]
        await self._deadlines.cancel(ACCEPT_BY, str(case.id))
        if case.legal_due_on is not None:
            await self._deadlines.set(DECIDE_BY, str(case.id), rules.end_of(case.legal_due_on))
        await self._outbox.announce(events.case_accepted, case)
        self._note(case, Act.ACCEPT, actor)

    async def _conclude(
        self, case: Case, act: Act, actor: Actor, remark: str, who: Identity, values: dict[str, Any]
    ) -> None:
        case.state = rules.next_state(State(case.state), act)
        case.decided_at, case.remark = self._now, remark
        await self._deadlines.cancel(DECIDE_BY, str(case.id))
        self._note(case, act, actor, remark)
        if act is Act.APPROVE:
            await self._documents.issue(
                case.id,
                masking.name(who.name),
                self._paper(case, who, values),
                settings=self._settings,
                now=self._now,
            )

    def _paper(self, case: Case, who: Identity, values: dict[str, Any]) -> dict[str, Any]:
        rows = [
            ["申请人", who.name],
            ["身份证号", masking.id_number(who.id_number)],
            ["事项", case.item_name],
        ]
        if "amount" in values:
            rows.append(["提取金额", f"{Decimal(str(values['amount'])):,.2f} 元"])
        if "business_name" in values:
            rows.append(["经营者名称", str(values["business_name"])])
        day = rules.local_day(self._now)
        return {
            "title": f"{case.item_name}办理结果通知书",
            "number": case.number,
            "rows": rows,
            "result": "准予",
            "reason": case.remark,
            "issuer": case.department_name,
            "issued_on": f"{day.year} 年 {day.month} 月 {day.day} 日",
        }

    def _note(self, case: Case, act: Act, actor: Actor, remark: str = "") -> None:
        self._cases.add(
            CaseAction(
                case_id=case.id,
                act=act,
                state=case.state,
                at=self._now,
                actor=actor.subject,
                actor_kind=actor.kind,
                remark=remark,
            )
        )

    def _seal(self, value: dict[str, Any], context: str) -> str:
        return self._vault.seal(orjson.dumps(value).decode(), context)

    def _open(self, sealed: str, context: str) -> dict[str, Any]:
        found: dict[str, Any] = orjson.loads(self._vault.open(sealed, context))
        return found
