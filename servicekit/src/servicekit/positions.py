"""Coordinates between the systems in use, and distances (domain.md §13.1).

Positions are kept in CGCS2000; other systems exist only at the edge, for callers who ask for theirs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from math import asin, atan2, cos, hypot, pi, radians, sin, sqrt
from typing import Any

EARTH_RADIUS = 6_371_008.8  # metres, the mean of the ellipsoid (IUGG)
#: Krasovsky 1940, on which GCJ-02 rests.
SEMI_MAJOR, ECCENTRICITY = 6_378_245.0, 0.00669342162296594323
#: BD-09 turns and stretches GCJ-02 by these.
BD_TURN = pi * 3000 / 180
BD_EAST, BD_NORTH = 0.0065, 0.006
#: Outside these longitudes and latitudes GCJ-02 shifts nothing.
CHINA = (72.004, 137.8347), (0.8293, 55.8271)
ITERATIONS = 5
DECIMALS = 6  # a decimetre


class Crs(StrEnum):
    """Systems of coordinates."""

    CGCS2000 = "cgcs2000"  # 天地图
    WGS84 = "wgs84"  # satellites, browsers; the same as CGCS2000 at the scale of a map
    GCJ02 = "gcj02"  # 高德, 腾讯, WeChat
    BD09 = "bd09"  # 百度


@dataclass(frozen=True)
class Point:
    """A position in degrees."""

    longitude: float
    latitude: float


def distance(one: Point, other: Point) -> int:
    """Return the metres between two points of CGCS2000 on the sphere (haversine)."""
    north = radians(other.latitude - one.latitude) / 2
    east = radians(other.longitude - one.longitude) / 2
    chord = sin(north) ** 2 + cos(radians(one.latitude)) * cos(radians(other.latitude)) * sin(east) ** 2
    return round(2 * EARTH_RADIUS * asin(min(1.0, sqrt(chord))))


def told_in(longitude: float, latitude: float, crs: Crs) -> dict[str, Any]:
    """Return a position of ours as the members that tell it in the system that was asked for."""
    point = from_cgcs2000(Point(longitude, latitude), crs)
    return {"longitude": point.longitude, "latitude": point.latitude, "crs": crs}


def from_cgcs2000(point: Point, crs: Crs) -> Point:
    """Return a point of ours in another system."""
    if crs in {Crs.CGCS2000, Crs.WGS84}:
        return point
    shifted = _gcj02_of(point)
    return _rounded(_bd09_of(shifted) if crs is Crs.BD09 else shifted)


def to_cgcs2000(point: Point, crs: Crs) -> Point:
    """Return a point of another system in ours; right to a decimetre."""
    if crs in {Crs.CGCS2000, Crs.WGS84}:
        return point
    if crs is Crs.BD09:
        point = _inverted(_bd09_of, point)
    return _rounded(_inverted(_gcj02_of, point))


def _inverted(shift: Callable[[Point], Point], wanted: Point) -> Point:
    """Return the point that `shift` takes to `wanted`: neither system has a closed inverse."""
    guess = wanted
    for _ in range(ITERATIONS):
        there = shift(guess)
        guess = Point(
            guess.longitude + wanted.longitude - there.longitude,
            guess.latitude + wanted.latitude - there.latitude,
        )
    return guess


def _gcj02_of(point: Point) -> Point:
    (west, east), (south, north) = CHINA
    if not (west <= point.longitude <= east and south <= point.latitude <= north):
        return point
    x, y = point.longitude - 105, point.latitude - 35
    ripple = (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    up = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + ripple
    up += (20 * sin(y * pi) + 40 * sin(y / 3 * pi)) * 2 / 3
    up += (160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30)) * 2 / 3
    right = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + ripple
    right += (20 * sin(x * pi) + 40 * sin(x / 3 * pi)) * 2 / 3
    right += (150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3
    latitude = radians(point.latitude)
    magic = 1 - ECCENTRICITY * sin(latitude) ** 2
    metres_north = SEMI_MAJOR * (1 - ECCENTRICITY) / (magic * sqrt(magic)) * pi / 180
    metres_east = SEMI_MAJOR / sqrt(magic) * cos(latitude) * pi / 180
    return Point(point.longitude + right / metres_east, point.latitude + up / metres_north)


def _bd09_of(point: Point) -> Point:
    x, y = point.longitude, point.latitude
    length = hypot(x, y) + 0.00002 * sin(y * BD_TURN)
    angle = atan2(y, x) + 0.000003 * cos(x * BD_TURN)
    return Point(length * cos(angle) + BD_EAST, length * sin(angle) + BD_NORTH)


def _rounded(point: Point) -> Point:
    return Point(round(point.longitude, DECIMALS), round(point.latitude, DECIMALS))
