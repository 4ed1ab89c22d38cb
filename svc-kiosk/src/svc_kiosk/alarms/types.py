"""The kinds of alarm."""

from enum import StrEnum


class Kind(StrEnum):
    """What an alarm is about (预警类型, domain.md §9.2)."""

    OFFLINE = "offline"  # 超时离线
    PERIPHERAL = "peripheral"  # 外设故障
    PAPER = "paper"  # 缺纸、缺耗材
    CLOCK = "clock"  # 时间偏差
    APP = "app"  # 应用异常


#: What a device itself tells of.
REPORTED = frozenset(Kind) - {Kind.OFFLINE}
#: A device with one of these is of no use to anybody, although it beats.
DISABLING = frozenset({Kind.PERIPHERAL, Kind.APP})
