"""Search finds what people mean, measured on labelled queries; the sets are samples, not the target."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest

from servicekit import text as texts
from servicekit.ranking import Hit, Ranking, Text
from svc_catalog.asked.rules import kept
from svc_catalog.search import rules
from svc_catalog.search.library import own_words
from svc_catalog.search.sources import texts_of
from svc_catalog.search.types import Profile, Synonym
from svc_catalog.seed import load

AMONG = 3
LEAST = 0.95
LEAST_OF = {"homophone": 0.90, "typo": 0.90, "foreign": 0.85}
#: Nothing is the right answer.
NOTHING = "-"
SYNONYMS = {one["word"].lower(): [Synonym(**one, region_code="331000")] for one in load("synonyms.json")}


def labelled(name: str) -> list[tuple[str, str, str]]:
    """Kind, query, codes of which one is right."""
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    return [(kind, query, wanted) for kind, query, wanted in (line.split("\t") for line in lines)]


@pytest.fixture(scope="module")
def index() -> Ranking:
    texts.learn(own_words())
    return Ranking(
        Text(entry["directory_code"], text, field)
        for entry in load("directory.json")
        for field, text in texts_of(entry["name"], entry["plain_names"], entry["keywords"])
    )


def found(index: Ranking, query: str) -> list[Hit]:
    also = rules.in_other_words(query, SYNONYMS, "331002")
    return rules.worth_showing(query, index.search(query, 60, also=also))


def is_right(hits: Iterable[Hit], wanted: str) -> bool:
    first = {hit.key for hit in list(hits)[:AMONG]}
    return not first if wanted == NOTHING else not first.isdisjoint(wanted.split("|"))


@pytest.mark.parametrize(("name", "size"), [("relevance.tsv", 400), ("held_out.tsv", 400)])
def test_the_right_item_is_among_the_first_three(index: Ranking, name: str, size: int) -> None:
    kinds: defaultdict[str, list[bool]] = defaultdict(list)
    missed = []
    for kind, query, wanted in labelled(name):
        is_there = is_right(found(index, query), wanted)
        kinds[kind].append(is_there)
        missed += [] if is_there else [(kind, query, wanted)]
    share = {kind: sum(ones) / len(ones) for kind, ones in kinds.items()}
    count = sum(map(len, kinds.values()))

    assert len({query for _, query, _ in labelled(name)}) == count >= size
    assert share.keys() >= {"sentence", "homophone", "typo", "initials", "pinyin", "mixed", "traditional"}
    assert 1 - len(missed) / count >= LEAST, missed
    assert all(share.get(kind, 1) >= least for kind, least in LEAST_OF.items()), missed


@pytest.mark.parametrize(
    "query",
    [
        "无房租赁住房提取公积金",
        "租房提取公积金",
        "公积金租房",
        "租房子取公积金",
        "用公积金付房租",
        "我在外面租房子住公积金能取出来吗",
        "你好，请问没买房的人租房怎么提公积金啊？",
        "咋个把公积金弄出来交房租",
        "公鸡金租房提取",
        "租方提取公积今",
        "公积金租房题取",
        "公积全租房提取",
        "租房公金积提取",
        "租房提gjj",
        "zufang公积金",
        "zufang gongjijin",
        "zufangtiqugongjijin",
        "租房提取公積金",
        "無房租賃提取公積金",
        "　租房　提取　公积金　",
    ],
)
def test_one_item_is_found_by_twenty_ways_of_asking(index: Ranking, query: str) -> None:
    assert "gjj-29" in [hit.key for hit in found(index, query)[:AMONG]]


def test_what_is_held_out_is_not_in_the_other_set() -> None:
    known = {texts.core(query) for _, query, _ in labelled("relevance.tsv")}

    assert [query for _, query, _ in labelled("held_out.tsv") if query in known] == []


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
        ("食晶经营许可", "scjg-38", "食品经营许可"),
    ],
)
def test_what_is_written_otherwise_is_found_and_put_right(
    index: Ranking, slip: str, code: str, meant: str | None
) -> None:
    best = found(index, slip)[0]

    assert best.key.startswith(code)
    assert rules.meant(slip, best) == meant


@pytest.mark.parametrize(
    ("letters", "name", "meant"),
    [
        ("gjj", "无房租赁住房提取公积金", "公积金"),
        ("gongjijintq", "住房公积金提取", "公积金提取"),
        ("tqgjj", "无房租赁住房提取公积金", "提取公积金"),
        ("gongzuf", "公租房申请（困难家庭）", "公租房"),
        ("gong", "公租房", None),
        ("xyz", "公租房", None),
    ],
)
def test_of_letters_only_what_they_spell_is_meant(letters: str, name: str, meant: str | None) -> None:
    assert rules.spelled_in(name, letters) == meant


@pytest.mark.parametrize("query", ["gjj", "gjjtq", "sfz", "jzz", "yyzz"])
def test_what_is_meant_by_letters_is_not_longer_than_they_are(index: Ranking, query: str) -> None:
    said = [rules.meant(query, hit) for hit in found(index, query)[:1]]

    assert all(one is None or len(one) <= len(query) for one in said), said


@pytest.mark.parametrize("query", ["公积金提取", "开店", "火车票"])
def test_what_is_written_well_or_means_something_else_is_not_corrected(index: Ranking, query: str) -> None:
    assert [rules.meant(query, hit) for hit in found(index, query)[:1]] in ([None], [])


def test_traditional_characters_are_read(index: Ranking) -> None:
    assert found(index, "開無房證明")[0].key == "zrzy-43"


@pytest.mark.parametrize(
    ("query", "field", "why"),
    [
        ("无房租赁住房提取公积金", "name", "word"),
        ("租房提公积金", "plain_name", "word"),
        ("户籍迁移", "keyword", "word"),
        ("gjj", "plain_name", "initials"),
        ("hunyindengji", "keyword", "pinyin"),
        ("结婚灯记", "plain_name", "pinyin"),
        ("护土执业注册", "name", "typo"),
        ("的士", "plain_name", "synonym"),
    ],
)
def test_a_hit_says_why(index: Ranking, query: str, field: str, why: str) -> None:
    best = found(index, query)[0]

    assert (best.field, best.why) == (field, why)


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
    assert any("公积金" in name for name in index.suggest("公积金tiq"))


def test_chaff_is_dropped_but_never_everything() -> None:
    assert texts.core("请问一下怎样办理护照") == "护照"
    assert texts.core("怎么办") != ""


def test_highlights_are_offsets_into_the_name() -> None:
    assert texts.spans("公积金", "无房租赁住房提取公积金") == [(8, 11)]


def test_an_index_follows_what_comes_and_goes() -> None:
    index = Ranking([Text("a", "公租房申请", "name"), Text("b", "护照", "name")])

    index.replace(["a"], [Text("a", "蜗居补贴", "name"), Text("c", "公租房退租", "name")])

    assert [hit.key for hit in index.search("公租房申请")] == ["c"]
    assert [hit.key for hit in index.search("蜗居")] == ["a"]
    assert index.suggest("公租") == ["公租房退租"]
    assert len(index) == 3


def test_a_synonym_holds_where_it_is_said_and_the_longest_word_wins() -> None:
    said = {
        "馆子": [Synonym(word="馆子", means=("餐馆",), region_code="331000")],
        "小馆子": [Synonym(word="小馆子", means=("小餐饮",), region_code="331081")],
    }

    assert rules.in_other_words("开小馆子", said, "331081001") == {"小餐饮": 0.9}
    assert rules.in_other_words("开小馆子", said, "331002") == {"餐馆": 0.9}
    assert rules.in_other_words("开小馆子", said, "330902") == {}


def test_who_asks_changes_the_order_and_leaves_nothing_out() -> None:
    hits = [Hit("a", 10, "", "name", "word", 1), Hit("b", 9.5, "", "name", "word", 1)]
    facets = {"a": {"audience": ("2",)}, "b": {"audience": ("1",), "theme": ("person-065",)}}

    def keys(profile: Profile) -> list[str]:
        return [hit.key for hit in rules.in_order(hits, facets, profile)]

    assert keys(Profile()) == ["a", "b"]
    assert keys(Profile(audience="1")) == ["b", "a"]
    assert keys(Profile(audience="2")) == ["a", "b"]
    assert keys(Profile(age=59)) == ["a", "b"]
    assert keys(Profile(age=60)) == ["b", "a"]


@pytest.mark.parametrize(
    ("query", "remains"),
    [
        ("遛狗证331002199003070014", "遛狗证"),
        ("遛狗证 1370576 1234 怎么办", "遛狗证"),
        ("我叫林晓，遛狗证在哪里办", "遛狗证 办"),
        ("遛狗证8801号", "遛狗证号"),
        ("80岁补贴", "80岁补贴"),
        ("13705761234", ""),
        ("遛" * 90, "遛" * 40),
    ],
)
def test_what_is_kept_of_a_question_names_nobody(query: str, remains: str) -> None:
    assert kept(query) == remains
