"""The JSON of cases; every check of form is here, except that of the item's own form."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from servicekit.masking import MaskedIdNumber, MaskedMobile, MaskedName
from servicekit.schemas import In, Out

Remark = Annotated[str, StringConstraints(min_length=2, max_length=500)]


class FormOut(Out):
    """What to fill in for an item, and what is known already."""

    item_id: str
    item_name: str
    item_version: int
    revision: str
    json_schema: dict[str, Any] = Field(serialization_alias="schema")
    #: Proven identity, masked; it cannot be typed and is not sent back.
    prefilled: dict[str, str]


class CaseSubmit(In):
    """An application."""

    item_id: Annotated[str, StringConstraints(max_length=80)]
    form: dict[str, Any]
    channel: Literal["app", "web", "kiosk", "window"] = "web"


class CaseCorrect(In):
    """What the applicant sends after being told what is missing."""

    form: dict[str, Any]


class ActionOut(Out):
    """One step, as the applicant sees it."""

    seq: int
    act: str
    state: str
    at: datetime
    remark: str


class CaseOut(Out):
    """A case as its applicant sees it."""

    id: UUID
    number: str
    state: str
    version: int
    item_id: str
    item_name: str
    department_name: str
    region_code: str
    submitted_at: datetime
    accepted_at: datetime | None
    decided_at: datetime | None
    legal_due_on: date | None
    promised_due_on: date | None
    is_due_provisional: bool
    is_overdue: bool
    remark: str
    warnings: list[dict[str, str]]
    document_code: str | None = None
    evaluation: str | None = None
    actions: list[ActionOut] = Field(default_factory=list)


class CaseReceipt(CaseOut):
    """A new case, with the query password that is shown this once."""

    password: str


class ProgressAsk(In):
    """Number and password of a case; in a body, so that they stand in no log."""

    number: Annotated[str, StringConstraints(pattern=r"^\d{21}$")]
    password: Annotated[str, StringConstraints(pattern=r"^\d{6}$")]


class ProgressOut(Out):
    """How a case stands, for whoever holds number and password; it names nobody."""

    number: str
    state: str
    item_name: str
    department_name: str
    submitted_at: datetime
    accepted_at: datetime | None
    decided_at: datetime | None
    legal_due_on: date | None
    promised_due_on: date | None
    remark: str
    actions: list[ActionOut] = Field(default_factory=list)


class DecisionOut(Out):
    """What a rule said, for the clerk: its version, and the facts it saw."""

    outcome: str
    reason: str
    sentence: str
    rule: str
    rule_hash: str
    snapshot: dict[str, Any]
    made_at: datetime


class OperatorCaseOut(CaseOut):
    """A case as a clerk sees it in the list."""

    channel: str
    taken_by: str | None
    corrections: int
    allowed: list[str] = Field(default_factory=list)


class ApplicantOut(Out):
    """The applicant, masked; the clerk sees more only by asking for it with a purpose."""

    name: MaskedName
    id_number: MaskedIdNumber
    mobile: MaskedMobile


class OperatorCaseDetailOut(OperatorCaseOut):
    """A case with all that the clerk needs to decide it."""

    applicant: ApplicantOut
    form: dict[str, Any]
    form_revision: str
    decisions: list[DecisionOut]


class CaseDecide(In):
    """A clerk's decision."""

    outcome: Literal["approve", "refuse"]
    remark: Remark


class CaseRemark(In):
    """What a clerk tells the applicant with an act."""

    remark: Remark
