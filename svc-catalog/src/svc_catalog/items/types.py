"""States of an item and the form of its content.

The elements are those of an 实施清单 (GB/T 39046-2020 table 4, merged with the national exchange's
`up_task_general_basic`); values that conflict between platforms are names, never digits.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

#: PostgreSQL keeps no NUL; no element is longer than a workbook's cell.
Text = Annotated[str, StringConstraints(max_length=32_000, pattern=r"^[^\x00]*$")]
Unit = Annotated[str, StringConstraints(pattern=r"^(WORKDAY|DAY|HOUR|MINUTE|MONTH|YEAR)$")]
#: A stored file by its hash; empty: there is none.
FileRef = Annotated[str, StringConstraints(pattern=r"^(?:[0-9a-f]{64})?$")]
#: Where a browser goes; empty: nowhere.
Url = Annotated[str, StringConstraints(max_length=500, pattern=r"^(?:https?://[^\s<>\"\\]+)?$")]
#: A day as in `2026-12-01`; empty: none is planned.
Day = Annotated[str, StringConstraints(pattern=r"^(?:\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))?$")]
#: Of a town (9 digits) or a village (12 digits).
SmallRegion = Annotated[str, StringConstraints(pattern=r"^(?:\d{9}|\d{12})?$")]
#: Which option was chosen of which question of the item's situations.
AnswersOf = Annotated[
    dict[
        Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")],
        Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")],
    ],
    Field(max_length=8),
]


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
    #: 原件份数 and 复印件份数; 0 and 0: `copies` of its kind.
    originals: int = Field(default=0, ge=0, le=1000)
    duplicates: int = Field(default=0, ge=0, le=1000)
    #: 页面规格, such as A4.
    page_format: Text = ""
    #: 受理标准
    accept_standard: Text = ""
    #: 出具时间要求
    issued_within: Text = ""
    #: Why it may be asked for (依据).
    legal_basis: Text = ""
    #: 填报须知
    fill_note: Text = ""
    #: 使用说明: what it is used for.
    usage_note: Text = ""
    #: 证照类型: the certificate that takes its place, such as 居民身份证.
    licence_type: Text = ""
    #: 免提交: the certificate is fetched, nobody need bring it.
    is_waived: bool = False
    #: 空白表格
    form_file: FileRef = ""
    #: 示例样表
    example_file: FileRef = ""


class Fee(Content):
    """Something to pay."""

    name: Text
    standard: Text
    can_be_reduced: bool = False
    #: 减免说明
    reduction_note: Text = ""


class Question(Content):
    """A question that people ask, with its answer."""

    question: Text
    answer: Text


class HandlingItem(Content):
    """One way in which an item is handled and counted (业务办理项)."""

    #: Appended to the implementation code: 01, 02, …
    number: Annotated[str, StringConstraints(pattern=r"^\d{2}$")]
    name: Text
    #: Answers that lead to it; of several that hold the one that says most decides.
    answers: AnswersOf = {}
    is_default: bool = False


class Point(Content):
    """A further place where the item is handled (乡镇、村便民服务点)."""

    name: Text
    region_code: SmallRegion = ""
    address: Text
    hours: Text = ""
    phone: Text = ""


class Guide(Content):
    """What a guide tells; an element that is empty is not known."""

    #: 实施主体性质 (GB/T 39046-2020 A.3): 法定机关, 授权组织, 受委托组织, 其他
    body_nature: Text = ""
    #: 委托部门, where the body acts for another.
    entrusting_body: Text = ""

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
    #: 办理流程图
    process_diagram: FileRef = ""
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
    #: 在线办理地址 of the computer and the telephone, and whether our sign-on holds there.
    computer_url: Url = ""
    is_computer_sso: bool = False
    mobile_url: Url = ""
    is_mobile_sso: bool = False
    #: 是否实行告知承诺
    is_by_commitment: bool = False
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
    points: list[Point] = []
    consult_phone: Text
    complaint_phone: Text
    #: 计划生效日期, 计划取消日期: told, while the validity of a publication decides (`valid_from`).
    planned_from: Day = ""
    planned_until: Day = ""
    #: Empty: there is one, 01, that has the item's own name.
    handling_items: list[HandlingItem] = []


def whole(guide: Mapping[str, Any]) -> dict[str, Any]:
    """Return a stored guide with every element, those that came later as they begin."""
    return Guide.model_validate(guide).model_dump(mode="json")


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
class Codes:
    """What the national code of a list entry says (GB/T 39554.1)."""

    #: 统一社会信用代码 of the implementing body.
    body: str
    #: 行使层级, GB/T 39046-2020 A.2
    use_level: str
    basic: str


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
    #: Five digits of the basic code.
    main_item: str | None = None
    #: A part of the name, or of what people call it.
    q: str | None = None
