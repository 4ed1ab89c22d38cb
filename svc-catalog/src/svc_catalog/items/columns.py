"""The columns of a list as a workbook shows them.

Titles are the elements of an 实施清单 under their Chinese names; `exchange` is the column of the
national exchange that holds the same (up_task_general_basic and its tables of materials, fees and
questions, GB/T 39046-2020 table 4).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

#: What a cell may hold; numbers come as floats from workbooks.
Cell = str | int | float | bool | None


class Sheet(StrEnum):
    """The sheets of a workbook, by the names that people see."""

    ITEMS = "事项"
    MATERIALS = "材料"
    FEES = "收费"
    QUESTIONS = "常见问题"
    POINTS = "办理点"
    HANDLING_ITEMS = "业务办理项"


@dataclass(frozen=True)
class Kind:
    """How one kind of element stands in a cell, and is read back."""

    write: Callable[[Any], Cell]
    #: Raises `ValueError` with what a person should do, in Chinese.
    read: Callable[[Cell], Any]


@dataclass(frozen=True)
class Column:
    """One column: its title, where its value stands in the content, and its kind."""

    title: str
    #: Names joined by dots, such as `promised_limit.amount`.
    element: str
    kind: Kind
    #: 实施清单 columns of the national exchange (domain: up_task_general_basic); empty where it has none.
    exchange: str = ""


ITEM_ID = "事项编号"
UNITS = {
    "MINUTE": "分钟", "HOUR": "小时", "WORKDAY": "工作日", "DAY": "自然日", "MONTH": "月", "YEAR": "年",
}  # fmt: skip
SOURCES = {"applicant": "申请人自备", "government": "政府部门核发", "other": "其他"}
LONGEST_CELL = 32_000  # a workbook's cell ends at 32,767 characters


def _text_in(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = "" if cell is None else str(cell).replace("\r\n", "\n").strip()
    if len(text) > LONGEST_CELL:
        raise ValueError(f"不得超过 {LONGEST_CELL} 字")
    return text


def _number_in(cell: Cell) -> int:
    text = _text_in(cell)
    if not text.isascii() or not text.isdigit():
        raise ValueError("应为整数")
    return int(text)


def _yes_in(cell: Cell) -> bool:
    found = {"是": True, "否": False}.get(_text_in(cell))
    if found is None:
        raise ValueError("应填“是”或“否”")
    return found


def _words(separator: str) -> Kind:
    def read(cell: Cell) -> list[str]:
        return [word.strip() for word in _text_in(cell).split(separator) if word.strip()]

    return Kind(separator.join, read)


def _choice(labels: dict[str, str]) -> Kind:
    values = {label: value for value, label in labels.items()}

    def read(cell: Cell) -> str:
        found = values.get(_text_in(cell))
        if found is None:
            raise ValueError(f"应为：{'、'.join(values)}")
        return found

    return Kind(lambda value: labels[value], read)


def _file_in(cell: Cell) -> str:
    text = _text_in(cell).lower()
    if not re.fullmatch(r"(?:[0-9a-f]{64})?", text):
        raise ValueError("应为已上传文件的校验值（64 位），没有则留空")
    return text


def _answers_in(cell: Cell) -> dict[str, str]:
    pairs = [part.partition("=") for part in _text_in(cell).split("；") if part.strip()]
    if not all(sign and question.strip() and option.strip() for question, sign, option in pairs):
        raise ValueError("应写成“问题=选项”，以“；”分隔")
    return {question.strip(): option.strip() for question, _, option in pairs}


TEXT = Kind(str, _text_in)
NUMBER = Kind(int, _number_in)
YES = Kind(lambda value: "是" if value else "否", _yes_in)
WORDS = _words("、")
LINES = _words("\n")
FILE = Kind(str, _file_in)
TWO_DIGITS = Kind(str, lambda cell: _text_in(cell).zfill(2))
ANSWERS = Kind(lambda value: "；".join(f"{one}={option}" for one, option in value.items()), _answers_in)

COLUMNS: dict[Sheet, tuple[Column, ...]] = {
    Sheet.ITEMS: (
        Column("实施主体性质", "body_nature", TEXT, "dept_type"),
        Column("委托部门", "entrusting_body", TEXT, "entrust_name"),
        Column("受理条件", "accept_condition", TEXT, "accept_condition"),
        Column("设定依据", "legal_basis", TEXT, "by_law"),
        Column("权力来源", "power_source", TEXT, "power_source"),
        Column("审查方式", "review_mode", TEXT),
        Column("承诺办结时限", "promised_limit.amount", NUMBER, "promise_day"),
        Column("承诺办结时限单位", "promised_limit.unit", _choice(UNITS), "promise_type"),
        Column("承诺办结时限说明", "promised_note", TEXT, "promise_explain"),
        Column("特别程序", "special_procedures", WORDS, "special_procedure"),
        Column("办理流程", "steps", LINES, "handle_flow"),
        Column("办理流程图", "process_diagram", FILE),
        Column("收费依据", "fee_basis", TEXT, "fee_basis"),
        Column("是否支持网上支付", "is_paid_online", YES, "is_pay_online"),
        Column("结果名称", "result_name", TEXT, "result_name"),
        Column("结果类型", "result_type", TEXT, "result_type"),
        Column("结果样本", "result_sample", TEXT, "result_guid"),
        Column("结果送达方式", "result_delivery", WORDS),
        Column("办理形式", "handle_forms", WORDS, "handle_type"),
        Column("是否网办", "is_online", YES, "is_online"),
        Column("计算机端在线办理地址", "computer_url", TEXT, "link_addr"),
        Column("计算机端是否单点登录", "is_computer_sso", YES, "is_single_login"),
        Column("移动端在线办理地址", "mobile_url", TEXT, "mobile_terminal_url"),
        Column("移动端是否单点登录", "is_mobile_sso", YES, "app_is_single_login"),
        Column("是否实行告知承诺", "is_by_commitment", YES),
        Column("网办深度", "online_depth", NUMBER, "online_handle_depth"),
        Column("实名等级", "required_level", NUMBER),
        Column("到办事现场次数", "scene_count", NUMBER, "limit_scene_num"),
        Column("必须现场办理原因", "scene_reason", TEXT, "limit_scene_explain"),
        Column("是否进驻政务大厅", "is_in_hall", YES, "is_entry_center"),
        Column("通办范围", "cross_region", WORDS, "handle_area"),
        Column("是否支持预约", "takes_appointments", YES, "is_schedule"),
        Column("是否支持物流快递", "is_posted", YES, "is_express"),
        Column("数量限制", "quantity_limit", TEXT, "limit_explain"),
        Column("中介服务", "intermediary", TEXT, "service_type"),
        Column("联办机构", "joint_bodies", WORDS, "other_dept"),
        Column("办理地点", "place", TEXT, "transact_addr"),
        Column("办理时间", "hours", TEXT, "transact_time"),
        Column("咨询方式", "consult_phone", TEXT, "link_way"),
        Column("监督投诉方式", "complaint_phone", TEXT, "supervise_way"),
        Column("计划生效日期", "planned_from", TEXT, "plan_effective_date"),
        Column("计划取消日期", "planned_until", TEXT, "plan_cancel_date"),
    ),
    Sheet.MATERIALS: (
        Column("材料编码", "code", TEXT),
        Column("材料名称", "name", TEXT, "material_name"),
        Column("是否必需", "is_required", YES, "is_need"),
        Column("来源渠道", "source", _choice(SOURCES), "source_type"),
        Column("出具机构", "issuer", TEXT, "source_explain"),
        Column("材料类型", "kind", TEXT, "material_type"),
        Column("材料形式", "format", TEXT, "material_format"),
        Column("份数", "copies", NUMBER, "page_num"),
        Column("原件份数", "originals", NUMBER),
        Column("复印件份数", "duplicates", NUMBER),
        Column("页面规格", "page_format", TEXT, "page_format"),
        Column("受理标准", "accept_standard", TEXT, "accept_stand"),
        Column("出具时间要求", "issued_within", TEXT),
        Column("材料依据", "legal_basis", TEXT, "by_law"),
        Column("填报须知", "fill_note", TEXT, "fill_explain"),
        Column("使用说明", "usage_note", TEXT),
        Column("证照类型", "licence_type", TEXT, "certTemplateCode"),
        Column("是否免提交", "is_waived", YES),
        Column("空白表格", "form_file", FILE, "form_guid"),
        Column("示例样表", "example_file", FILE, "example_guid"),
    ),
    Sheet.FEES: (
        Column("收费项目名称", "name", TEXT, "fee_name"),
        Column("收费标准", "standard", TEXT, "fee_stand"),
        Column("是否允许减免", "can_be_reduced", YES, "is_desc"),
        Column("减免说明", "reduction_note", TEXT, "desc_explain"),
    ),
    Sheet.QUESTIONS: (
        Column("问题", "question", TEXT, "question"),
        Column("解答", "answer", TEXT, "answer"),
    ),
    Sheet.POINTS: (
        Column("办理点名称", "name", TEXT, "town_name"),
        Column("乡镇或村代码", "region_code", TEXT, "town_code"),
        Column("办理点地址", "address", TEXT),
        Column("办理点时间", "hours", TEXT),
        Column("办理点电话", "phone", TEXT),
    ),
    Sheet.HANDLING_ITEMS: (
        Column("办理项序号", "number", TWO_DIGITS),
        Column("办理项名称", "name", TEXT),
        Column("对应回答", "answers", ANSWERS),
        Column("是否默认", "is_default", YES),
    ),
}
#: Which element of the guide a sheet of many rows fills.
PARTS = {
    Sheet.MATERIALS: "materials", Sheet.FEES: "fees", Sheet.QUESTIONS: "faq", Sheet.POINTS: "points",
    Sheet.HANDLING_ITEMS: "handling_items",
}  # fmt: skip
#: Given by the directory or the platform: shown, and refused when a file says otherwise.
FIXED = (
    "事项名称", "行政区划代码", "实施主体名称", "事项类型", "办件类型", "服务对象",
    "基本编码", "实施编码", "地方实施编码", "实施机关", "实施主体编码", "行使层级", "主项", "子项",
    "法定办结时限", "法定办结时限说明", "自然人主题", "法人主题", "是否支持自助终端办理",
)  # fmt: skip
