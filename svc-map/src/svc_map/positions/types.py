"""Points and the systems in which they are told."""

from dataclasses import dataclass
from enum import StrEnum


class Crs(StrEnum):
    """Coordinate systems in use (domain.md §13.1)."""

    CGCS2000 = "cgcs2000"  # 天地图; the same as WGS-84 at the scale of a map
    GCJ02 = "gcj02"  # 高德, 腾讯, WeChat
    BD09 = "bd09"  # 百度


@dataclass(frozen=True)
class Point:
    """A position in degrees."""

    longitude: float
    latitude: float
