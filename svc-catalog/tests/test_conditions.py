"""Conditions say what holds, what does not, and what nobody knows."""

import pytest

from servicekit.problems import MalformedRequest
from svc_catalog.conditions import rules
from svc_catalog.conditions.types import Condition, Known, Verdict

KNOWN = rules.vocabulary(
    [
        Known("depth", "网办深度", "number"),
        Known("kind", "办件类型", "text", {"instant": "即办件", "promised": "承诺件"}),
        Known("ways", "办理形式", "words"),
        Known("is_new", "是否新增", "flag"),
        Known("since", "成立日期", "day"),
    ]
)


def verdict(field: str, op: str, value: object, fact: object) -> Verdict:
    condition = Condition.model_validate({"field": field, "op": op, "value": value})
    return rules.reason(condition, {field: fact}, KNOWN).verdict


@pytest.mark.parametrize(
    ("field", "op", "value", "met", "not_met"),
    [
        ("depth", "is", 4, 4, 3),
        ("depth", "at_least", 3, 3, 2),
        ("depth", "at_most", 1, 0, 2),
        ("depth", "in", [1, 2], 2, 3),
        ("kind", "is_not", "instant", "promised", "instant"),
        ("kind", "in", ["instant"], "instant", "promised"),
        ("ways", "has", "窗口", ["窗口", "快递"], ["快递"]),
        ("ways", "has_not", "窗口", [], ["窗口"]),
        ("ways", "has_any", ["窗口", "快递"], ["快递"], ["电脑端"]),
        ("is_new", "is", True, True, False),
        ("since", "at_least", "2026-01-01", "2026-02-01", "2025-12-31"),
    ],
)
def test_each_operator_holds_breaks_and_says_when_nobody_knows(
    field: str, op: str, value: object, met: object, not_met: object
) -> None:
    assert verdict(field, op, value, met) is Verdict.MET
    assert verdict(field, op, value, not_met) is Verdict.NOT_MET
    assert verdict(field, op, value, None) is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("condition", "member"),
    [
        ({"field": "shoe_size", "op": "is", "value": 4}, "field"),
        ({"field": "depth", "op": "has", "value": 4}, "op"),
        ({"field": "depth", "op": "is", "value": "4"}, "value"),
        ({"field": "depth", "op": "is", "value": True}, "value"),
        ({"field": "depth", "op": "in", "value": 4}, "value"),
        ({"field": "kind", "op": "is", "value": "sometimes"}, "value"),
        ({"field": "since", "op": "is", "value": "2026-02-30"}, "value"),
    ],
)
def test_what_could_never_be_judged_is_refused_where_it_stands(
    condition: dict[str, object], member: str
) -> None:
    with pytest.raises(MalformedRequest) as refused:
        rules.check([Condition.model_validate(condition)], KNOWN, "#/criteria")

    assert refused.value.extensions["errors"][0]["pointer"] == f"#/criteria/0/{member}"


@pytest.mark.parametrize(
    ("op", "value", "fact", "said"),
    [
        ("is", True, True, "须有银行贷款"),
        ("is", True, False, "须有银行贷款，目前没有银行贷款"),
        ("is_not", True, True, "须没有银行贷款，目前有银行贷款"),
        ("is", False, None, "须没有银行贷款（情况未知）"),
    ],
)
def test_a_flag_is_said_as_a_person_would_say_it(op: str, value: bool, fact: bool | None, said: str) -> None:
    known = rules.vocabulary([Known("loan", "有银行贷款", "flag", otherwise="没有银行贷款")])
    condition = Condition.model_validate({"field": "loan", "op": op, "value": value})

    assert rules.reason(condition, {"loan": fact}, known).zh == said


def test_the_worst_of_several_decides() -> None:
    conditions = [
        Condition(field="depth", op="is", value=4),
        Condition(field="kind", op="is", value="instant"),
        Condition(field="ways", op="has", value="窗口"),
    ]

    found = rules.reasons(conditions, {"depth": 4, "kind": "promised"}, KNOWN)

    assert [one.verdict for one in found] == ["met", "not_met", "unknown"]
    assert found[1].zh == "办件类型应为即办件，现为承诺件"
    assert rules.together(found) is Verdict.NOT_MET
    assert rules.together([found[0], found[2]]) is Verdict.UNKNOWN
    assert rules.together([]) is Verdict.MET
