"""Search finds what people mean, measured on labelled queries; the set is a sample, not the target."""

from pathlib import Path

import pytest

from servicekit import text as texts
from servicekit.ranking import Ranking
from svc_catalog.search.service import texts_of
from svc_catalog.seed import load

QUERIES = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parent / "relevance.tsv").read_text(encoding="utf-8").splitlines()
]


@pytest.fixture(scope="module")
def index() -> Ranking:
    return Ranking(
        [
            text
            for entry in load("directory.json")
            for text in texts_of(entry["directory_code"], entry["name"], entry["plain_names"])
        ]
    )


def rank(index: Ranking, query: str, wanted: str) -> int:
    codes = [hit.key for hit in index.search(query)]
    return min((codes.index(code) for code in wanted.split("|") if code in codes), default=99)


def test_the_right_item_is_among_the_first_three(index: Ranking) -> None:
    missed = [(query, wanted) for query, wanted in QUERIES if rank(index, query, wanted) >= 3]
    hit = 1 - len(missed) / len(QUERIES)

    assert len(QUERIES) >= 150
    assert hit >= 0.95, missed  # of one hundred queries


@pytest.mark.parametrize(
    ("slip", "code"),
    [("公鸡金提取", "gjj"), ("不动产灯记", "zrzy"), ("居住正办理", "ga-06")],
)
def test_homophones_are_found_by_their_sound(index: Ranking, slip: str, code: str) -> None:
    assert index.search(slip)[0].key.startswith(code)


def test_traditional_characters_are_read(index: Ranking) -> None:
    assert index.search("開無房證明")[0].key == "zrzy-43"


def test_a_hit_says_why(index: Ranking) -> None:
    assert index.search("无房租赁住房提取公积金")[0].why == "name"
    assert index.search("租房提公积金")[0].why == "plain_name"
    assert index.search("gjj")[0].why == "initials"


def test_what_is_not_there_is_not_found(index: Ranking) -> None:
    assert index.search("xyzxyzxyz") == []


def test_suggestions_complete_what_is_typed(index: Ranking) -> None:
    assert "无房证明" in index.suggest("无房")
    assert any("公积金" in name for name in index.suggest("gjj"))
    assert any("身份证" in name for name in index.suggest("shenfen"))


def test_chaff_is_dropped_but_never_everything() -> None:
    assert texts.core("请问一下怎么办理护照") == "护照"
    assert texts.core("怎么办") != ""


def test_highlights_are_offsets_into_the_name() -> None:
    assert texts.spans("公积金", "无房租赁住房提取公积金") == [(8, 11)]
