"""The kinds of curated lists, and the facts of an item that their criteria may name."""

from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints

from svc_catalog.conditions.rules import vocabulary
from svc_catalog.conditions.types import Known

Line = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f<>]+$")]
Note = Annotated[str, StringConstraints(max_length=500, pattern=r"^[^\x00<>]*$")]


class Kind(StrEnum):
    """The lists that the notices know."""

    EASY = "easy"  # 好易办
    INSTANT = "instant"  # 智能秒办
    ONE_THING = "one-thing"  # 一件事
    CROSS_PROVINCE = "cross-province"  # 跨省通办
    PROVINCE_WIDE = "province-wide"  # 全省通办
    CROSS_CITY = "cross-city"  # 跨市通办
    NEARBY = "nearby"  # 就近办
    KIOSK = "kiosk"  # 自助终端
    TAUGHT = "taught"  # 教你办
    FREQUENT = "frequent"  # 高频


class TaskState(StrEnum):
    """Where a task stands."""

    OPEN = "open"
    DONE = "done"


#: What criteria may ask of an item (the elements of domain.md 2.5 that decide how easily it is done).
ITEM_FACTS = vocabulary(
    [
        Known("case_type", "办件类型", "text", {"instant": "即办件", "promised": "承诺件"}),
        Known("item_type", "事项类型", "text"),
        Known("department", "主管部门", "text"),
        Known("audiences", "服务对象", "words"),
        Known("flags", "目录标记", "words"),
        Known("is_complete", "要素完整", "flag", otherwise="要素不完整"),
        Known("is_kiosk", "自助终端可办", "flag", otherwise="自助终端不可办"),
        Known("is_online", "可网办", "flag", otherwise="不可网办"),
        Known("online_depth", "网办深度", "number"),
        Known("scene_count", "到现场次数", "number"),
        Known("required_level", "实名等级", "number"),
        Known("promised_hours", "承诺时限（小时）", "number"),
        Known("own_papers", "须自备材料数", "number"),
        Known("fees", "收费项目数", "number"),
        Known("handle_forms", "办理形式", "words"),
        Known("cross_region", "通办范围", "words"),
        Known("is_posted", "可快递", "flag", otherwise="不可快递"),
        Known("is_in_hall", "进驻大厅", "flag", otherwise="未进驻大厅"),
    ]
)
