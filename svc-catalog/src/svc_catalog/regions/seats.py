"""The county whose seat is nearest to a position.

Seats are about right, to some kilometres, and boxes are those around a county: what is found is
an indication that the resident confirms, never a boundary (domain.md §13.1, §14.2).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

import orjson

from servicekit.positions import Point, distance


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
