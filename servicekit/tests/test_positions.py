"""Coordinates by their published vectors (domain.md §13.1)."""

import pytest

from servicekit.positions import Crs, Point, distance, from_cgcs2000, to_cgcs2000, told_in


def near(point: Point) -> object:
    return pytest.approx((point.longitude, point.latitude), abs=1e-6)


@pytest.mark.parametrize(
    ("crs", "point", "told"),
    [
        (Crs.GCJ02, Point(116.404, 39.915), Point(116.410244, 39.916404)),
        (Crs.GCJ02, Point(121.42, 28.66), Point(121.424429, 28.657052)),
        (Crs.BD09, Point(121.42, 28.66), Point(121.430852, 28.663298)),
        (Crs.CGCS2000, Point(121.42, 28.66), Point(121.42, 28.66)),
        (Crs.WGS84, Point(121.42, 28.66), Point(121.42, 28.66)),
    ],
)
def test_points_are_told_and_understood_by_the_published_vectors(crs: Crs, point: Point, told: Point) -> None:
    there, back = from_cgcs2000(point, crs), to_cgcs2000(told, crs)

    assert (there.longitude, there.latitude) == near(told)
    assert (back.longitude, back.latitude) == pytest.approx((point.longitude, point.latitude), abs=2e-6)


def test_gcj02_becomes_bd09_by_the_published_vector() -> None:
    gcj = to_cgcs2000(Point(116.404, 39.915), Crs.GCJ02)
    bd = from_cgcs2000(gcj, Crs.BD09)

    assert (bd.longitude, bd.latitude) == pytest.approx((116.410369, 39.921337), abs=2e-6)


@pytest.mark.parametrize(("crs", "metres"), [(Crs.GCJ02, 542), (Crs.BD09, 1120)])
def test_the_systems_lie_as_far_apart_as_they_should(crs: Crs, metres: int) -> None:
    here = Point(121.42, 28.66)

    assert distance(here, from_cgcs2000(here, crs)) == pytest.approx(metres, abs=2)


def test_outside_china_nothing_is_shifted_and_the_far_side_of_the_earth_has_a_distance() -> None:
    london = Point(-0.1276, 51.5072)

    assert from_cgcs2000(london, Crs.GCJ02) == london
    assert distance(Point(0, 0), Point(180, 0)) == pytest.approx(20_015_114, abs=20)


def test_a_position_is_told_with_the_system_that_was_asked_for() -> None:
    assert told_in(121.42, 28.66, Crs.WGS84) == {"longitude": 121.42, "latitude": 28.66, "crs": "wgs84"}
    assert told_in(121.42, 28.66, Crs.GCJ02) == {
        "longitude": 121.424429,
        "latitude": 28.657052,
        "crs": "gcj02",
    }
