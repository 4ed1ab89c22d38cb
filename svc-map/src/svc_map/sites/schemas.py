"""The JSON of sites."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from servicekit.schemas import In, Out
from svc_map.sites.types import Hours

Crs = Literal["cgcs2000", "gcj02", "bd09"]

#: Why a place is not open or does not serve, as a person reads it.
WORDS = {
    "closed_now": "当前不在办公时间",
    "lunch_break": "午间休息",
    "rest_day": "休息日不办公",
    "holiday": "法定节假日不办公",
    "site_paused": "网点临时停办",
    "site_moved": "网点已迁址",
    "site_closed": "网点已撤销",
    "does_not_offer": "该网点不办理此事项",
    "item_withdrawn": "该事项已停止办理",
    "terminal_offline": "终端离线",
    "terminal_faulty": "终端故障或维修中",
    "terminal_never_seen": "终端尚未启用",
}


class WaitOut(Out):
    """How it looks in a hall now."""

    waiting: int
    #: How many waits of the last hour stand behind the mean.
    n: int
    mean_s: float | None


class SiteOut(Out):
    """A site as anybody sees it."""

    site_id: str
    name: str
    kind: str
    region_code: str
    address: str
    phone: str
    longitude: float
    latitude: float
    crs: str
    is_indicative: bool
    hours: Hours
    windows: int
    is_accessible: bool
    state: str
    version: int
    is_open: bool
    why_not: str | None
    changes_at: datetime | None
    is_provisional: bool
    wait: WaitOut | None = None


class SiteEdit(In):
    """What an operator changes of a site; what is left out stays."""

    phone: Annotated[str, StringConstraints(max_length=40, pattern=r"^[0-9-]{5,20}$")] | None = None
    address: Annotated[str, StringConstraints(min_length=2, max_length=300)] | None = None
    hours: Hours | None = None
    windows: Annotated[int, Field(ge=0, le=500)] | None = None
    state: Literal["open", "paused", "moved", "closed"] | None = None
