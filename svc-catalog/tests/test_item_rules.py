"""What a guide must keep to before anybody reads it."""

from typing import Any

import pytest
from pydantic import ValidationError

from svc_catalog.items import rules
from svc_catalog.items.errors import WrongState
from svc_catalog.items.types import Basics, Guide, State
from svc_catalog.seed import directory_rows, guide_in, load

BASICS = {
    row["code"]: Basics(**{name: row[name] for name in Basics.__dataclass_fields__})
    for row in directory_rows()
}


TWIN = {
    "code": "photo", "name": "相片", "is_required": True, "source": "applicant",
    "kind": "原件", "format": "电子",
}  # fmt: skip
HANDLED = {"number": "01", "name": "个人办理", "is_default": True}


def guide_of(code: str, **changes: Any) -> Guide:
    (entry,) = [entry for entry in load("directory.json") if entry["directory_code"] == code]
    whole = guide_in(load("guides.json")[code], load("counties.json")["331002"], entry)
    return Guide.model_validate(whole | changes)


@pytest.mark.parametrize(
    ("code", "changes", "finding"),
    [
        ("gjj-29", {"promised_limit": {"amount": 1, "unit": "WORKDAY"}}, "instant"),
        ("gjj-29", {"review_mode": "前审后批"}, "review-mode"),
        ("jt-51", {"review_mode": ""}, "review-mode"),
        ("jt-51", {"promised_limit": {"amount": 0, "unit": "WORKDAY"}}, "instant"),
        ("jt-51", {"promised_limit": {"amount": 21, "unit": "WORKDAY"}}, "promise-beyond-law"),
        ("jt-51", {"promised_limit": {"amount": 2, "unit": "MONTH"}}, "promise-beyond-law"),
        ("mz-62", {"steps": ["受理", "办结"]}, "last-step"),
        ("mz-62", {"result_name": "决定文"}, "last-step"),
        ("mz-62", {"result_sample": ""}, "result-sample"),
        ("mz-59", {"scene_reason": "无"}, "scene-reason"),
        ("mz-59", {"scene_reason": ""}, "scene-reason"),
        ("mz-62", {"scene_reason": "须本人到场"}, "scene-reason"),
        ("mz-62", {"is_online": False, "online_depth": 1}, "no-way-in"),
        ("mz-59", {"online_depth": 4}, "depth"),
        ("ga-02", {"fee_basis": ""}, "fee-basis"),
        ("mz-62", {"is_paid_online": True}, "fee-online"),
        ("mz-62", {"complaint_phone": "0576-12345002"}, "phones"),
        ("mz-62", {"consult_phone": "12345002"}, "phones"),
        ("ga-02", {"fees": [{"name": "工本费", "standard": ""}]}, "fee-items"),
        ("mz-62", {"place": ""}, "missing"),
        ("mz-62", {"accept_condition": "<img src=x onerror=alert(1)>"}, "markup"),
        ("mz-62", {"materials": [TWIN, TWIN]}, "material-code"),
        ("mz-62", {"materials": [TWIN | {"source": "government"}]}, "material-issuer"),
        ("jt-51", {"steps": ["受理", "审核", "审批", "出证办结"]}, "licence-steps"),
        ("jt-51", {"faq": []}, "licence-faq"),
        ("jt-51", {"handling_items": [HANDLED, HANDLED | {"is_default": False}]}, "handling-number"),
        ("jt-51", {"handling_items": [HANDLED | {"number": "00"}]}, "handling-number"),
        ("jt-51", {"handling_items": [HANDLED | {"name": ""}]}, "handling-number"),
        ("jt-51", {"handling_items": [HANDLED, HANDLED | {"number": "02"}]}, "handling-default"),
        ("jt-51", {"handling_items": [HANDLED | {"is_default": False}]}, "handling-default"),
    ],
)
def test_a_broken_rule_of_quality_is_named(code: str, changes: dict[str, Any], finding: str) -> None:
    assert rules.findings(BASICS[code], guide_of(code)) == []
    assert [one.code for one in rules.findings(BASICS[code], guide_of(code, **changes))] == [finding]


def test_themes_fit_the_audiences() -> None:
    for code, basics in BASICS.items():
        assert "themes" not in {one.code for one in rules.findings(basics, guide_of("mz-62"))}, code
    odd = Basics("20", "instant", ["2"], "065", None, None)
    assert [one.code for one in rules.findings(odd, guide_of("mz-62"))] == ["themes", "themes"]


def test_what_is_withdrawn_can_only_be_published_again() -> None:
    assert rules.allowed(State.WITHDRAWN) == ["publish"]
    with pytest.raises(WrongState) as refused:
        rules.next_state(State.WITHDRAWN, "suspend")
    assert refused.value.extensions["allowed"] == ["publish"]


@pytest.mark.parametrize(
    ("region", "kind", "begins"),
    [
        ("331001", "机关", "11331000MBTEYT"),
        ("331081", "群团", "13331081MBTEYT"),
        ("331002001", "企业", "91331002"),
    ],
)
def test_a_body_has_a_code_of_its_kind_and_place(region: str, kind: str, begins: str) -> None:
    assert rules.body_code(region, kind, 1).startswith(begins)


def test_a_finding_points_at_the_element_that_an_editor_marks() -> None:
    broken = guide_of("jt-51", fees=[{"name": "工本费", "standard": "<b>20 元</b>"}])

    found = {one.code: one.pointer for one in rules.findings(BASICS["jt-51"], broken)}

    assert found == {"markup": "/fees/0/standard", "fee-basis": "/fee_basis"}


@pytest.mark.parametrize(
    "changes",
    [
        {"promised_limit": {"amount": 1, "unit": "FORTNIGHT"}},
        {"promised_limit": {"amount": -1, "unit": "DAY"}},
        {"place": "市民中心\x00"},
        {"place": "长" * 32_001},
        {"online_depth": 9},
        {"required_level": 0},
        {"colour": "red"},
    ],
)
def test_what_has_not_the_form_of_a_guide_is_none(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        guide_of("mz-62", **changes)
