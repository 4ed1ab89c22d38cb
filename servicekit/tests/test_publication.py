"""What changes between two contents, as a person reads it."""

import pytest

from servicekit.publication.errors import SecondPersonNeeded, UnwaivedFindings, WrongRevisionState
from servicekit.publication.rules import (
    check_act,
    check_findings,
    check_second_person,
    content_hash,
    differences,
)
from servicekit.publication.types import Finding

LABELS = {"materials": "材料", "materials.name": "材料名称", "phone": "电话"}


def told(before: dict[str, object] | None, after: dict[str, object]) -> list[tuple[str, str, object, object]]:
    return [(one.pointer, one.label, one.before, one.after) for one in differences(before, after, LABELS)]


def test_parts_of_a_list_are_told_apart_by_their_code() -> None:
    before = {"materials": [{"code": "a", "name": "甲"}, {"code": "b", "name": "乙"}], "phone": "1"}
    after = {"materials": [{"code": "b", "name": "丙"}, {"code": "c", "name": "丁"}], "phone": "1"}

    assert told(before, after) == [
        ("/materials/b/name", "材料名称", "乙", "丙"),
        ("/materials/c", "材料", None, {"code": "c", "name": "丁"}),
        ("/materials/a", "材料", {"code": "a", "name": "甲"}, None),
    ]


def test_another_order_is_one_difference() -> None:
    parts = [{"code": "a"}, {"code": "b"}]

    assert told({"materials": parts}, {"materials": parts[::-1]}) == [
        ("/materials", "材料", ["a", "b"], ["b", "a"])
    ]


def test_what_was_not_there_comes_whole_and_the_same_is_no_difference() -> None:
    assert told(None, {"phone": "1"}) == [("/phone", "电话", None, "1")]
    assert told({"phone": "1", "steps": ["a"]}, {"phone": "1", "steps": ["a"]}) == []
    assert told({"steps": ["a"]}, {"steps": ["a", "b"]}) == [("/steps", "steps", ["a"], ["a", "b"])]


def test_the_hash_is_that_of_the_content_whatever_its_order() -> None:
    assert content_hash({"a": 1, "b": [1, 2]}) == content_hash({"b": [1, 2], "a": 1})
    assert content_hash({"a": 1, "b": [1, 2]}) != content_hash({"a": 1, "b": [2, 1]})


def test_who_had_a_hand_in_it_does_not_sign() -> None:
    check_second_person("c", "a", [{"by": "b"}])
    for person in ("a", "b"):
        with pytest.raises(SecondPersonNeeded):
            check_second_person(person, "a", [{"by": "b"}])


def test_a_waiver_needs_a_reason() -> None:
    found = [Finding("phones", "/phone", "", "")]

    check_findings(found, {"phones": "统一热线"})
    with pytest.raises(UnwaivedFindings):
        check_findings(found, {"phones": " "})


def test_a_state_says_what_it_allows() -> None:
    with pytest.raises(WrongRevisionState) as refused:
        check_act("published", "approve")

    assert refused.value.extensions == {"state": "published", "allowed": []}
