"""States of an item and the form of its content (domain elements of 实施清单)."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class State(StrEnum):
    """Where an item stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"


class Content(BaseModel):
    """A part of an item's content, stored as JSON."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Limit(Content):
    """A time limit; the unit is WORKDAY, DAY, HOUR, MINUTE, MONTH or YEAR."""

    amount: int = Field(ge=0)
    unit: str


class Material(Content):
    """Something to bring, or to be fetched from another authority."""

    code: str
    name: str
    is_required: bool
    #: applicant, government, other
    source: str
    kind: str
    format: str


class Fee(Content):
    """Something to pay."""

    name: str
    standard: str


class Question(Content):
    """A question that people ask, with its answer."""

    question: str
    answer: str


class Guide(Content):
    """What a guide tells (GB/T 39046-2020 table 4 and the exchange's element set)."""

    accept_condition: str
    steps: list[str]
    materials: list[Material]
    result_name: str
    result_type: str
    faq: list[Question]
    legal_basis: str
    #: 到办事现场次数, and why.
    scene_count: int
    scene_reason: str
    fees: list[Fee]
    online_depth: int
    #: authlevel that an applicant needs.
    required_level: int = Field(ge=1, le=3)
    is_online: bool
    handle_forms: list[str]
    promised_limit: Limit
    place: str
    hours: str
    consult_phone: str
    complaint_phone: str
