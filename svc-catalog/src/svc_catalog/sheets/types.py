"""The form of a sheet."""

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from svc_catalog.items.types import Fee, Limit, Material


class Part(BaseModel):
    """A part of what is stored as JSON."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Answer(Part):
    """A question in words, and what was answered."""

    question: str
    text: str
    option: str
    label: str


class HandlingItem(Part):
    """Under which 业务办理项 the case is handled."""

    number: str
    code: str | None
    name: str


class Content(Part):
    """What a sheet says; no word of it is about the person."""

    item_id: str
    item_version: int
    directory_code: str
    item_name: str
    region_code: str
    region_name: str
    department_code: str
    department_name: str
    situation: str
    situation_name: str
    #: None: the sheet was given out before handling items were told.
    handling_item: HandlingItem | None = None
    note: str
    answers: list[Answer]
    materials: list[Material]
    fees: list[Fee]
    limit: Limit
    place: str
    hours: str
    consult_phone: str
    complaint_phone: str
    issued_on: date
    valid_until: date


class Verdict(StrEnum):
    """What is said of a sheet."""

    VALID = "valid"
    #: Genuine, but the time for which it binds is over.
    EXPIRED = "expired"
    ALTERED = "altered"
    UNKNOWN = "unknown"
