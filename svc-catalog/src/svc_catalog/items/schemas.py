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


class GuideFileOut(Out):
    """A blank form, a filled sample or a diagram, as everybody may download it."""

    name: str
    media_type: str
    #: Bytes.
    size: int
    #: Below the origin of the pages.
    url: str


class HandlingItemOut(Out):
    """One way in which an item is handled and counted (业务办理项)."""

    number: str
    #: 33 characters; `null` where the item's own code has another scheme.
    code: str | None
    name: str
    is_default: bool


class SiblingOut(Out):
    """Another entry of the same main item (主项)."""

    directory_code: str
    name: str
    sub_item: str
    #: In the same list; `null`: it is not offered there.
    item_id: str | None


class GuideOut(ItemOut):
    """Everything a guide tells; what is not yet known is `null`, and `is_complete` is false."""

    plain_names: list[str]
    region_name: str
    basic_code: str
    #: 主项 and 子项 in the basic code; 000: it has no sub-item.
    main_item: str
    sub_item: str
    #: What else the main item holds.
    siblings: list[SiblingOut]
    zj_code: str
    national_code: str
    code_scheme: str
    #: 实施主体编码 and 行使层级 (GB/T 39046-2020 A.2), as the national code says them.
    body_code: str | None
    use_level: str | None
    #: At least one.
    handling_items: list[HandlingItemOut]
    legal_limit: dict[str, Any] | None
    legal_note: str
    person_theme: str | None
    corporate_theme: str | None
    required_level: int
    guide: dict[str, Any] | None
    #: The files that the guide names, by their hashes.
    files: dict[str, GuideFileOut]
    inherited: InheritedOut | None
    #: Where the name was read; empty: nowhere official.
    name_seen_in: list[str]
    #: Values that nobody has compared with an official list.
    unverified: list[str]


class OperatorGuideOut(GuideOut):
    """A guide as an operator of its region sees it, in whatever state."""

    allowed: list[str]
