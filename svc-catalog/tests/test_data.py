"""The synthetic city is what it says it is."""

import hashlib
from datetime import date
from importlib import resources

import chinese_calendar  # type: ignore[import-untyped]
import pytest

from servicekit.clock import utc_now
from servicekit.identifiers import credit_code_warning, organisation_check
from servicekit.scope import covers
from servicekit.workdays import Calendar
from svc_catalog.items import rules
from svc_catalog.items.files import hashes_in
from svc_catalog.items.models import Item
from svc_catalog.items.seed import forms
from svc_catalog.items.types import Basics, Guide
from svc_catalog.regions.rules import ancestry
from svc_catalog.seed import department_rows, directory_rows, item_rows, load, region_rows, year_rows
from svc_catalog.uploads import documents

REGIONS = {row["code"]: row for row in region_rows()}
DIRECTORY = {row["code"]: row for row in directory_rows()}
ITEMS = list(item_rows(utc_now()))
COMPLETE = [item for item in ITEMS if item.is_complete]


def basics(item: Item) -> Basics:
    return Basics(**{name: DIRECTORY[item.directory_code][name] for name in Basics.__dataclass_fields__})


def test_taizhou_has_136_towns_and_3429_villages() -> None:
    inside = [code for code in REGIONS if code.startswith("3310")]

    assert sum(len(code) == 9 for code in inside) == 136
    assert sum(len(code) == 12 for code in inside) == 3429


@pytest.mark.parametrize(
    ("prefecture", "counties"),
    [
        ("台州市", "椒江区 黄岩区 路桥区 三门县 天台县 仙居县 温岭市 临海市 玉环市"),
        ("舟山市", "定海区 普陀区 岱山县 嵊泗县"),
        ("亳州市", "谯城区 涡阳县 蒙城县 利辛县"),
        ("怒江傈僳族自治州", "泸水市 福贡县 贡山独龙族怒族自治县 兰坪白族普米族自治县"),
    ],
)
def test_the_four_prefectures_have_their_counties(prefecture: str, counties: str) -> None:
    (code,) = [code for code, row in REGIONS.items() if row["name"] == prefecture and len(code) == 6]
    below = [
        row["name"] for row in REGIONS.values() if row["parent_code"] == code and row["kind"] == "gb2260"
    ]

    assert below == counties.split()
    assert any(len(code) == 12 and code.startswith(REGIONS[code[:6]]["code"]) for code in REGIONS)


def test_what_has_no_national_code_is_marked() -> None:
    kinds = {
        code: row["kind"] for code, row in REGIONS.items() if row["kind"] in {"city_level", "functional"}
    }

    assert kinds["331001"] == "city_level"
    assert [kind for code, kind in kinds.items() if code.startswith("3309")] == ["functional"] * 4


def test_the_tree_is_in_the_code() -> None:
    for code in REGIONS:
        above = ancestry(code)
        assert all(one in REGIONS for one in above)
        assert all(covers([one], code) for one in above)
        assert not covers([other for other in ("331002", "330902", "533323") if other not in above], code)


def test_departments_are_those_of_the_directory_and_the_lead_bodies() -> None:
    names = {row["code"]: row["name"] for row in department_rows()}

    assert {row["department_code"] for row in DIRECTORY.values()} <= names.keys()
    assert {"市行政服务中心", "市大数据局", "市档案馆", "市文广旅体局"} <= {*names.values()}


def test_there_are_74_items_and_12_are_complete() -> None:
    complete = {item.directory_code for item in COMPLETE}

    assert [row["number"] for row in DIRECTORY.values()] == list(range(1, 75))
    assert len(complete) == 12
    assert {"gjj-29", "jt-51"} <= complete


def test_nothing_claims_to_be_official_that_nobody_has_verified() -> None:
    verified = {
        row["number"]: {"item_type", "case_type", "legal_limit", "flags"} - {*row["unverified"]}
        for row in DIRECTORY.values()
    }

    # Only the law's sixty days for an identity card were read in the law itself.
    assert {number: names for number, names in verified.items() if names} == {
        number: {"legal_limit"} for number in (1, 2, 3)
    }
    assert sum(not row["name_seen_in"] for row in DIRECTORY.values()) > 0


def test_every_code_is_built_by_its_scheme() -> None:
    for item in ITEMS:
        row = DIRECTORY[item.directory_code]
        body, level, basic = item.national_code[:18], item.national_code[18], item.national_code[19:]
        assert rules.TASK_CODE.match(item.national_code)
        assert credit_code_warning(body) is None
        assert body[16] == organisation_check(body[8:16])
        assert body[2:8] == (item.region_code if item.region_code != "331001" else "331000")
        assert level == ("3" if item.region_code == "331001" else "4")
        assert basic == row["basic_code"]
        assert (basic[:2], basic[2:4]) == ("33", row["item_type"])
        assert item.zj_code.split("-")[0] == rules.ZJ_PREFIX[row["item_type"]]


def test_a_body_has_one_code_and_a_code_one_body() -> None:
    bodies = {(item.department_name, item.national_code[:18]) for item in ITEMS}

    assert len({name for name, _ in bodies}) == len({code for _, code in bodies}) == len(bodies)


def test_guides_keep_the_rules_of_quality() -> None:
    for item in COMPLETE:
        guide = Guide.model_validate(item.guide)
        assert rules.findings(basics(item), guide) == [], item.item_id
        assert item.is_kiosk == ("自助终端" in guide.handle_forms), item.item_id


def test_every_element_of_a_complete_guide_says_something() -> None:
    may_be_empty = {
        "special_procedures", "fees", "fee_basis", "cross_region", "joint_bodies", "entrusting_body",
        "computer_url", "mobile_url", "process_diagram", "points", "planned_from", "planned_until",
        "handling_items",
    }  # fmt: skip
    for item in COMPLETE:
        for name, value in (item.guide or {}).items():
            assert value not in ("", []) or name in may_be_empty, (item.item_id, name)


def test_counties_say_themselves_what_differs_and_inherit_the_rest() -> None:
    own = {item.item_id: set(item.own_elements) for item in COMPLETE}
    local = {"place", "consult_phone", "hours"}

    assert own["331002-jt-51"] == local | {"promised_limit"}
    assert own["331081-jt-51"] == local | {"promised_limit", "materials"}
    assert own["331002-mz-60"] == local | {"promised_limit", "materials", "points"}
    assert own["331001-jt-51"] == set(Guide.model_fields)


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


def test_forms_are_documents_that_complete_guides_name() -> None:
    folder = resources.files("svc_catalog.data") / "forms"
    named = {sha256 for item in COMPLETE for sha256 in hashes_in(Guide.model_validate(item.guide))}
    with_both = {
        item.directory_code
        for item in COMPLETE
        for one in Guide.model_validate(item.guide).materials
        if one.form_file and one.example_file
    }

    assert {one["sha256"] for one in forms()} == named
    assert len(with_both) >= 3
    for one in forms():
        content = (folder / one["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == one["sha256"]
        assert documents.look(content).media_type == "application/pdf"


def test_one_main_item_has_sub_items_and_no_entry_of_its_own() -> None:
    subs = {
        row["code"]: row["basic_code"] for row in DIRECTORY.values() if rules.is_sub_item(row["basic_code"])
    }

    assert subs == {"ga-01": "330700001001", "ga-02": "330700001002", "ga-03": "330700001003"}
    assert "330700001000" not in {row["basic_code"] for row in DIRECTORY.values()}
