"""The kinds of navigation, and what of an offer each looks at."""

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """A way to walk to an item without knowing its name."""

    LIFE_EVENT = "life_event"
    BUSINESS_EVENT = "business_event"
    GROUP = "group"
    PERSON_THEME = "person_theme"
    CORPORATE_THEME = "corporate_theme"
    DEPARTMENT = "department"
    AUDIENCE = "audience"
    CHANNEL = "channel"
    REGION = "region"


#: Those whose entries people keep by hand; the others follow from the items themselves.
KEPT = (Kind.LIFE_EVENT, Kind.BUSINESS_EVENT, Kind.GROUP)

NAMES = {
    Kind.LIFE_EVENT: "人生大事",
    Kind.BUSINESS_EVENT: "企业生命周期",
    Kind.GROUP: "特定人群",
    Kind.PERSON_THEME: "个人主题",
    Kind.CORPORATE_THEME: "法人主题",
    Kind.DEPARTMENT: "部门",
    Kind.AUDIENCE: "服务对象",
    Kind.CHANNEL: "办理渠道",
    Kind.REGION: "地区",
}

#: GB/T 39046-2020 A.4 as live platforms code it (domain.md §2.3).
AUDIENCES = {
    "1": "自然人",
    "2": "企业法人",
    "3": "事业法人",
    "4": "社会组织法人",
    "5": "非法人企业",
    "6": "行政机关",
    "9": "其他组织",
}
CHANNELS = {"online": "网上办", "window": "窗口办", "kiosk": "自助终端办", "post": "快递办"}


@dataclass(frozen=True)
class Offer:
    """As much of an item as navigations look at."""

    directory_code: str
    #: Its place in the directory.
    number: int
    #: By kind, the entries below which it stands.
    below: dict[str, set[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Heading:
    """An entry of a navigation."""

    code: str
    name: str
    #: In the order in which people need them; none: those that say so themselves, in the directory's.
    directory_codes: list[str] | None = None
    version: int = 0
