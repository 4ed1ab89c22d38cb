"""States of an item and the form of its content.

The elements are those of an 实施清单 (GB/T 39046-2020 table 4, merged with the national exchange's
`up_task_general_basic`); values that conflict between platforms are names, never digits.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

#: PostgreSQL keeps no NUL; no element is longer than a workbook's cell.
Text = Annotated[str, StringConstraints(max_length=32_000, pattern=r"^[^\x00]*$")]
Unit = Annotated[str, StringConstraints(pattern=r"^(WORKDAY|DAY|HOUR|MINUTE|MONTH|YEAR)$")]


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
    """A time limit."""

    #: 0 is on the spot (即办).
    amount: int = Field(ge=0, le=10_000)
    unit: Unit


class Material(Content):
    """Something to bring, or to be fetched from another authority."""

    code: Text
    name: Text
    is_required: bool
    #: applicant, government, other
    source: Text
    #: 出具机构, when another authority issues it.
    issuer: Text = ""
    #: 原件, 复印件
    kind: Text
    #: 纸质, 电子
    format: Text
    copies: int = Field(default=1, ge=0, le=1000)
    #: 受理标准
    accept_standard: Text = ""


class Fee(Content):
    """Something to pay."""

    name: Text
    standard: Text
    can_be_reduced: bool = False


class Question(Content):
    """A question that people ask, with its answer."""

    question: Text
    answer: Text


class Guide(Content):
    """What a guide tells; an element that is empty is not known."""

    accept_condition: Text
    legal_basis: Text
    #: 权力来源
    power_source: Text = ""
    #: 即审即办 or 前审后批
    review_mode: Text = ""
    promised_limit: Limit
    promised_note: Text = ""
    #: 延长审批, 其他 (GB/T 39046-2020 A.7)
    special_procedures: list[Text] = []
    steps: list[Text]
    materials: list[Material]
    fees: list[Fee]
    fee_basis: Text = ""
    is_paid_online: bool = False
    result_name: Text
    #: 证照, 批文, 其他
    result_type: Text
    #: 结果样本: what the result looks like, in words or as a link.
    result_sample: Text = ""
    result_delivery: list[Text] = []
    #: 窗口, 电脑端, 移动端, 快递, 自助终端
    handle_forms: list[Text]
    is_online: bool
    #: 网办深度: 4 is 全程网办.
    online_depth: int = Field(ge=1, le=8)
    #: authlevel that an applicant needs.
    required_level: int = Field(ge=1, le=3)
    #: 到办事现场次数, and why.
    scene_count: int = Field(ge=0, le=99)
    scene_reason: Text
    #: 是否进驻政务大厅
    is_in_hall: bool = False
    #: 通办范围: 全国, 跨省, 全省, 跨市, 跨县
    cross_region: list[Text] = []
    takes_appointments: bool = False
    #: 是否支持物流快递
    is_posted: bool = False
    quantity_limit: Text = ""
    #: 中介服务
    intermediary: Text = ""
    #: 联办机构
    joint_bodies: list[Text] = []
    faq: list[Question]
    place: Text
    hours: Text
    consult_phone: Text
    complaint_phone: Text


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
    #: JSON pointer to the element at which an editor marks it.
    pointer: str
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
