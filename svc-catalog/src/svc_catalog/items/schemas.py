"""The JSON of items."""

from datetime import datetime
from typing import Any

from servicekit.schemas import Out


class ItemOut(Out):
    """An item in a list."""

    item_id: str
    name: str
    directory_code: str
    region_code: str
    department_code: str
    department_name: str
    item_type: str
    case_type: str
    audiences: list[str]
    state: str
    is_complete: bool
    is_online: bool
    is_kiosk: bool
    version: int
    changed_at: datetime


class OperatorItemOut(ItemOut):
    """An item as an operator sees it in the list."""

    allowed: list[str]


class InheritedOut(Out):
    """What a guide takes over from the list of another region."""

    region_code: str
    region_name: str
    elements: list[str]


class GuideOut(ItemOut):
    """Everything a guide tells; what is not yet known is `null`, and `is_complete` is false."""

    plain_names: list[str]
    region_name: str
    basic_code: str
    zj_code: str
    national_code: str
    code_scheme: str
    legal_limit: dict[str, Any] | None
    legal_note: str
    person_theme: str | None
    corporate_theme: str | None
    required_level: int
    guide: dict[str, Any] | None
    inherited: InheritedOut | None
    #: Where the name was read; empty: nowhere official.
    name_seen_in: list[str]
    #: Values that nobody has compared with an official list.
    unverified: list[str]


class OperatorGuideOut(GuideOut):
    """A guide as an operator of its region sees it, in whatever state."""

    allowed: list[str]
