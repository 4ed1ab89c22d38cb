"""The kinds and states of a site."""

from enum import StrEnum


class SiteKind(StrEnum):
    """What a site is (网点类型, domain.md §13.1)."""

    CITY_HALL = "city_hall"  # 市级中心
    COUNTY_HALL = "county_hall"  # 县级中心
    BRANCH = "branch"  # 分中心, 功能区
    TOWN = "town"  # 乡镇便民中心
    VILLAGE = "village"  # 村站
    BANK = "bank"  # 银行网点
    KIOSK_POINT = "kiosk_point"  # 自助点


class SiteState(StrEnum):
    """Whether a site is there for people (网点状态, domain.md §13.1)."""

    OPEN = "open"  # 正常
    PAUSED = "paused"  # 临停
    MOVED = "moved"  # 迁址
    CLOSED = "closed"  # 撤销
