"""Chinese texts are found by what they mean, sound like, and are typed as."""

import pytest

from servicekit import text as texts
from servicekit.lines import Lines
from servicekit.ranking import Ranking, Text


@pytest.mark.parametrize(
    ("letters", "syllables"),
    [
        ("zufang", ["zu", "fang"]),
        ("nvzi", ["nv", "zi"]),
        ("fangan", ["fang", "an"]),
        ("sfz", []),
        ("vpn", []),
        ("", []),
        ("xian" * 500 + "q", []),
    ],
)
def test_pinyin_without_gaps_is_read_as_syllables(letters: str, syllables: list[str]) -> None:
    assert texts.spelled(letters) == syllables


def test_what_is_half_typed_as_pinyin_sounds_like_what_is_meant() -> None:
    assert texts.syllables("公积金zufang") == texts.syllables("公积金租房")


@pytest.mark.parametrize(
    ("query", "name", "is_slip"),
    [
        ("公鸡金", "公积金", True),
        ("公积金", "公积金", False),
        ("护土", "护士", False),
        ("天气", "公积金", False),
    ],
)
def test_a_slip_writes_the_same_sound_with_another_character(query: str, name: str, is_slip: bool) -> None:
    assert texts.is_slip(query, name) == is_slip


def test_nothing_typed_completes_to_nothing() -> None:
    ranking = Ranking([Text("a", "公租房申请", "name")])

    assert ranking.suggest(" ") == []
    assert ranking.suggest("公租") == ["公租房申请"]


def test_lines_are_found_by_any_part_of_them() -> None:
    lines = Lines(["公租房申请", "申请公租房", "", "护照"])

    assert list(lines.holding("公租")) == [(0, True), (1, False)]
    assert list(lines.holding("照")) == [(3, False)]
    assert list(lines.holding("请申")) == list(Lines([]).holding("a")) == []
