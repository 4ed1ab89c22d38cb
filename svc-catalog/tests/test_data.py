"""The synthetic city is what it says it is."""

from datetime import date

import chinese_calendar
import pytest

from servicekit.clock import utc_now
from servicekit.identifiers import credit_code_warning
from servicekit.scope import covers
from servicekit.workdays import Calendar
from svc_catalog.items.rules import TASK_CODE
from svc_catalog.items.types import Guide
from svc_catalog.regions.rules import ancestry
from svc_catalog.seed import directory_rows, item_rows, load, region_rows, year_rows

REGIONS = {row["code"]: row for row in region_rows()}


def test_taizhou_has_136_towns_and_3429_villages() -> None:
    inside = [code for code in REGIONS if code.startswith("3310")]

    assert sum(len(code) == 9 for code in inside) == 136
    assert sum(len(code) == 12 for code in inside) == 3429


def test_the_tree_is_in_the_code() -> None:
    for code in REGIONS:
        above = ancestry(code)
        assert all(one in REGIONS for one in above)
        assert all(covers([one], code) for one in above)
        assert not covers([other for other in ("331002", "330902", "533323") if other not in above], code)


def test_there_are_74_items_and_12_are_complete() -> None:
    rows = list(directory_rows())
    complete = {item.directory_code for item in item_rows(utc_now()) if item.is_complete}

    assert [row["number"] for row in rows] == list(range(1, 75))
    assert len(complete) == 12
    assert {"gjj-29", "jt-51"} <= complete


def test_every_code_is_built_by_its_scheme() -> None:
    for item in item_rows(utc_now()):
        assert TASK_CODE.match(item.national_code)
        assert credit_code_warning(item.national_code[:18]) is None


def test_guides_keep_the_rules_of_publication() -> None:
    for item in item_rows(utc_now()):
        if item.guide is None:
            continue
        guide = Guide.model_validate(item.guide)
        assert guide.consult_phone != guide.complaint_phone
        assert (guide.scene_count == 0) == (guide.scene_reason == "无")
        assert guide.faq


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_calendar_agrees_with_another_one(year: int) -> None:
    days = {date.fromisoformat(day["date"]): day["is_off"] for row in year_rows() for day in row.days}
    ours = Calendar(days, known_years={2025, 2026})
    day = date(year, 1, 1)

    while day.year == year:
        assert ours.is_workday(day) == chinese_calendar.is_workday(day), day
        day = date.fromordinal(day.toordinal() + 1)


def test_2027_is_marked_provisional() -> None:
    assert {row.year: row.is_provisional for row in year_rows()} == {2025: False, 2026: False, 2027: True}


def test_plain_names_are_there_for_every_item() -> None:
    assert all(len(entry["plain_names"]) >= 3 for entry in load("directory.json"))
