"""Examples are composed of what somebody has said, the most particular first."""

from typing import Any

import pytest

from servicekit.examples import Composer, NoExampleError

TEXT = {"type": "string"}
SCHEMAS: dict[str, Any] = {
    "Item": {"type": "object", "properties": {"name": TEXT, "since": {"type": "string", "format": "date"}}},
    "Page_Item_": {
        "type": "object",
        "properties": {
            "items": {"type": "array", "items": {"$ref": "#/components/schemas/Item"}},
            "next": {"anyOf": [TEXT, {"type": "null"}]},
        },
    },
    "svc_x__lists__schemas__Entry": {"type": "object", "properties": {"name": TEXT}},
    "State": {"type": "string", "enum": ["open", "closed"]},
}


def composed(model: str, /, **words: Any) -> Any:
    return Composer(SCHEMAS, {"date": "2026-04-30"} | words).of({"$ref": f"#/components/schemas/{model}"})


def test_a_model_is_composed_of_its_parts_and_those_within() -> None:
    page = composed("Page_Item_", name="租房提取", next="WzFd", items=["not of models"])

    assert page == {"items": [{"name": "租房提取", "since": "2026-04-30"}], "next": "WzFd"}


def test_what_is_said_of_a_field_of_a_model_goes_before_what_is_said_of_all() -> None:
    assert composed("Item", name="所有", **{"Item.name": "这一个"})["name"] == "这一个"
    assert composed("svc_x__lists__schemas__Entry", name="所有", **{"lists.Entry.name": "它"}) == {
        "name": "它"
    }
    assert composed("Item", Item={"name": "整个"}) == {"name": "整个"}
    assert composed("Page_Item_", name="x", next=None)["next"] is None


def test_an_enum_takes_a_word_of_its_own_only() -> None:
    composer = Composer(SCHEMAS, {"state": "closed", "kind": "nothing of it"})

    assert composer.of({"$ref": "#/components/schemas/State"}, "state") == "closed"
    assert composer.of({"$ref": "#/components/schemas/State"}, "kind") == "open"


def test_a_part_of_which_nobody_has_said_anything_is_named() -> None:
    with pytest.raises(NoExampleError, match=r"Item\.name"):
        composed("Item")
