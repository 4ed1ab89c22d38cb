"""Search finds what people mean, measured on labelled queries; the set is a sample, not the target."""

from collections import defaultdict
from pathlib import Path

import pytest

from servicekit import text as texts
from servicekit.ranking import Hit, Ranking
from svc_catalog.search import rules
from svc_catalog.search.service import texts_of
from svc_catalog.seed import load

#: Kind, query, codes of which one is right.
QUERIES = [
    line.split("\t")
    for line in (Path(__file__).parent / "relevance.tsv").read_text(encoding="utf-8").splitlines()
]
KINDS = {"plain", "sentence", "homophone", "typo", "initials", "pinyin", "mixed", "traditional"}
AMONG = 3
LEAST = {"homophone": 0.90, "typo": 0.90}


@pytest.fixture(scope="module")
def index() -> Ranking:
    return Ranking(
        [
            text
            for entry in load("directory.json")
            for text in texts_of(
                entry["directory_code"], entry["name"], entry["plain_names"], entry["keywords"]
            )
        ]
    )


def found(index: Ranking, query: str) -> list[Hit]:
    return rules.worth_showing(index.search(query, 60))


def test_the_right_item_is_among_the_first_three(index: Ranking) -> None:
    kinds: defaultdict[str, list[bool]] = defaultdict(list)
    missed = []
    for kind, query, wanted in QUERIES:
        first = {hit.key for hit in found(index, query)[:AMONG]}
        is_there = not first.isdisjoint(wanted.split("|"))
        kinds[kind].append(is_there)
        missed += [] if is_there else [(kind, query, wanted)]
    share = {kind: sum(ones) / len(ones) for kind, ones in kinds.items()}

    assert len({query for _, query, _ in QUERIES}) == len(QUERIES) >= 400
    assert share.keys() == KINDS
    assert 1 - len(missed) / len(QUERIES) >= 0.95, missed
    assert all(share[kind] >= least for kind, least in LEAST.items()), missed


@pytest.mark.parametrize(
    ("slip", "code", "meant"),
    [
        ("公鸡金提取", "gjj-", "公积金提取"),
        ("护籍千移", "ga-05", "户籍迁移"),
        ("不动产灯记", "zrzy-", "不动产登记"),
        ("居住正办理", "ga-06", "居住证办理"),
        ("请问一下工租方怎么申请", "js-50", "请问一下公租房怎么申请"),
        ("公积金zufang", "gjj-29", None),
        ("gongzufang", "js-50", "公租房"),
    ],
)
def test_what_sounds_alike_is_found_and_put_right(
    index: Ranking, slip: str, code: str, meant: str | None
) -> None:
    best = found(index, slip)[0]

    assert best.key.startswith(code)
    assert rules.meant(slip, best) == meant


@pytest.mark.parametrize("query", ["公积金提取", "开店", "火车票"])
def test_what_is_written_well_or_means_something_else_is_not_corrected(index: Ranking, query: str) -> None:
    assert [rules.meant(query, hit) for hit in found(index, query)[:1]] in ([None], [])


def test_traditional_characters_are_read(index: Ranking) -> None:
    assert found(index, "開無房證明")[0].key == "zrzy-43"


def test_a_hit_says_why(index: Ranking) -> None:
    assert found(index, "无房租赁住房提取公积金")[0].why == "name"
    assert found(index, "租房提公积金")[0].why == "plain_name"
    assert found(index, "户籍迁移")[0].why == "keyword"
    assert found(index, "gjj")[0].why == "initials"


@pytest.mark.parametrize("query", ["xyzxyzxyz", "交通违章罚款", "垃圾分类", "今天几号", "你好", "😀", "。"])
def test_what_is_not_there_is_not_found(index: Ranking, query: str) -> None:
    assert found(index, query) == []


def test_a_long_question_without_sense_is_answered_like_any_other(index: Ranking) -> None:
    for query in ("公" * 100, "㐀" * 100, "xian" * 24 + "q", "公a" * 50):
        for hit in found(index, query)[:1]:
            rules.meant(query, hit)


def test_suggestions_complete_what_is_typed(index: Ranking) -> None:
    assert "无房证明" in index.suggest("无房")
    assert any("公积金" in name for name in index.suggest("gjj"))
    assert any("身份证" in name for name in index.suggest("shenfen"))


def test_chaff_is_dropped_but_never_everything() -> None:
    assert texts.core("请问一下怎么办理护照") == "护照"
    assert texts.core("怎么办") != ""


def test_highlights_are_offsets_into_the_name() -> None:
    assert texts.spans("公积金", "无房租赁住房提取公积金") == [(8, 11)]
