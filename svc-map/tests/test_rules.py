"""Coordinates by their published vectors, and the sites in their counties."""

import pytest

from svc_map.seed import sites
from svc_map.sites import rules


@pytest.mark.parametrize(
    ("point", "gcj"),
    [((116.404, 39.915), (116.410244, 39.916404)), ((121.42, 28.66), (121.424429, 28.657052))],
)
def test_cgcs2000_becomes_gcj02(point: tuple[float, float], gcj: tuple[float, float]) -> None:
    assert rules.to_gcj02(*point) == pytest.approx(gcj, abs=1e-6)
    assert rules.from_crs(*gcj, "gcj02") == pytest.approx(point, abs=1e-6)


def test_gcj02_becomes_bd09() -> None:
    assert rules.gcj02_to_bd09(116.404, 39.915) == pytest.approx((116.410369, 39.921337), abs=1e-6)
    assert rules.to_crs(121.42, 28.66, "bd09") == pytest.approx((121.430852, 28.663298), abs=1e-6)


def test_the_systems_lie_as_far_apart_as_they_should() -> None:
    assert rules.distance(121.42, 28.66, *rules.to_crs(121.42, 28.66, "gcj02")) == pytest.approx(542, abs=2)
    assert rules.distance(121.42, 28.66, *rules.to_crs(121.42, 28.66, "bd09")) == pytest.approx(1120, abs=3)


def test_there_are_25_sites_marked_as_indicative() -> None:
    found = sites()

    assert len(found) == 25
    assert all(site.is_indicative for site in found)
    assert {site.site_id for site in found} == {f"site-{number:02d}" for number in range(1, 26)}
