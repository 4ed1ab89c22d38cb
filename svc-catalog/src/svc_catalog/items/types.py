"""States of an item and the form of its content.

The elements are those of an 实施清单 (GB/T 39046-2020 table 4, merged with the national exchange's
`up_task_general_basic`); values that conflict between platforms are names, never digits.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

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

    #: 0 is on the spot (即办).
    amount: int = Field(ge=0)
    unit: str


class Material(Content):
    """Something to bring, or to be fetched from another authority."""

    code: str
    name: str
    is_required: bool
    #: applicant, government, other
    source: str
    #: 出具机构, when another authority issues it.
    issuer: str = ""
    #: 原件, 复印件
    kind: str
    #: 纸质, 电子
    format: str
    copies: int = 1
    #: 受理标准
    accept_standard: str = ""


class Fee(Content):
    """Something to pay."""

    name: str
    standard: str
    can_be_reduced: bool = False


class Question(Content):
    """A question that people ask, with its answer."""

    question: str
    answer: str


class Guide(Content):
    """What a guide tells; an element that is empty is not known."""

    accept_condition: str
    legal_basis: str
    #: 权力来源
    power_source: str = ""
    #: 即审即办 or 前审后批
    review_mode: str = ""
    promised_limit: Limit
    promised_note: str = ""
    #: 延长审批, 其他 (GB/T 39046-2020 A.7)
    special_procedures: list[str] = []
    steps: list[str]
    materials: list[Material]
    fees: list[Fee]
    fee_basis: str = ""
    is_paid_online: bool = False
    result_name: str
    #: 证照, 批文, 其他
    result_type: str
    result_delivery: list[str] = []
    #: 窗口, 电脑端, 移动端, 快递, 自助终端
    handle_forms: list[str]
    is_online: bool
    #: 网办深度: 4 is 全程网办.
    online_depth: int
    #: authlevel that an applicant needs.
    required_level: int = Field(ge=1, le=3)
    #: 到办事现场次数, and why.
    scene_count: int
    scene_reason: str
    #: 是否进驻政务大厅
    is_in_hall: bool = False
    #: 通办范围: 全国, 跨省, 全省, 跨市, 跨县
    cross_region: list[str] = []
    takes_appointments: bool = False
    #: 是否支持物流快递
    is_posted: bool = False
    quantity_limit: str = ""
    #: 中介服务
    intermediary: str = ""
    #: 联办机构
    joint_bodies: list[str] = []
    faq: list[Question]
    place: str
    hours: str
    consult_phone: str
    complaint_phone: str


@dataclass(frozen=True)
class Basics:
    """What the directory says of an item and every county keeps to."""

    #: GB/T 39046-2020 A.1
    item_type: str
    #: instant (即办件), promised (承诺件)
    case_type: str
    audiences: list[str]
    person_theme: str | None
    corporate_theme: str | None
    legal_limit: dict[str, Any] | None


@dataclass(frozen=True)
class Finding:
    """A rule of quality that a guide breaks."""

    code: str
    detail: str
    zh: str


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What somebody wants of a list; `None` is no wish."""

    department: str | None = None
    person_theme: str | None = None
    corporate_theme: str | None = None
    audience: str | None = None
    is_kiosk: bool | None = None
    #: A part of the name, or of what people call it.
    q: str | None = None
