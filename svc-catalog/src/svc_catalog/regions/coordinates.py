"""Positions in the system of the caller, and the county whose seat is nearest to one.

Seats are about right, to some kilometres, and boxes are those around a county: what is found is
an indication that the resident confirms, never a boundary (domain.md §13.1, §14.2).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from math import asin, atan2, cos, hypot, pi, radians, sin, sqrt

import orjson

EARTH_RADIUS = 6_371_008.8  # metres, the mean of the ellipsoid (IUGG)
#: Krasovsky 1940, on which GCJ-02 rests.
SEMI_MAJOR, ECCENTRICITY = 6_378_245.0, 0.00669342162296594323
#: BD-09 turns and stretches GCJ-02 by these.
BD_TURN = pi * 3000 / 180
BD_EAST, BD_NORTH = 0.0065, 0.006
ITERATIONS = 5


class Crs(StrEnum):
    """Systems of coordinates; CGCS2000 and WGS-84 are the same at the scale of a map."""

    CGCS2000 = "cgcs2000"
    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"


@dataclass(frozen=True)
class Point:
    """A position in degrees."""

    longitude: float
    latitude: float


@dataclass(frozen=True)
class Seat:
    """Where a county is governed from, and the box around the county."""

    code: str
    point: Point
    west: float
    south: float
    east: float
    north: float

    def may_hold(self, point: Point) -> bool:
        """Tell whether a point lies in the box."""
        return self.west <= point.longitude <= self.east and self.south <= point.latitude <= self.north


@cache
def seats() -> list[Seat]:
    """Return the seats of the counties that are known."""
    rows = orjson.loads((resources.files("svc_catalog.data") / "seats.json").read_bytes())
    return [Seat(row["code"], Point(*row["seat"]), *row["box"]) for row in rows]


def nearest(point: Point, among: Iterable[Seat]) -> tuple[Seat, int] | None:
    """Return the county whose box holds a point, of several the one with the nearest seat, and the metres."""
    found = [(distance(point, seat.point), seat.code, seat) for seat in among if seat.may_hold(point)]
    return (min(found)[2], min(found)[0]) if found else None


def distance(one: Point, other: Point) -> int:
    """Return the metres between two points on the sphere (haversine)."""
    north = radians(other.latitude - one.latitude) / 2
    east = radians(other.longitude - one.longitude) / 2
    chord = sin(north) ** 2 + cos(radians(one.latitude)) * cos(radians(other.latitude)) * sin(east) ** 2
    return round(2 * EARTH_RADIUS * asin(min(1.0, sqrt(chord))))


def to_cgcs2000(point: Point, crs: Crs) -> Point:
    """Return a point of another system in CGCS2000; right to a decimetre."""
    if crs in {Crs.CGCS2000, Crs.WGS84}:
        return point
    if crs is Crs.BD09:
        point = _inverted(bd09_of, point)
    return _inverted(gcj02_of, point)


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


def gcj02_of(point: Point) -> Point:
    """Return a point of CGCS2000 in GCJ-02, which Chinese maps on telephones use."""
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


def bd09_of(point: Point) -> Point:
    """Return a point of GCJ-02 in BD-09."""
    x, y = point.longitude, point.latitude
    length = hypot(x, y) + 0.00002 * sin(y * BD_TURN)
    angle = atan2(y, x) + 0.000003 * cos(x * BD_TURN)
    return Point(length * cos(angle) + BD_EAST, length * sin(angle) + BD_NORTH)
