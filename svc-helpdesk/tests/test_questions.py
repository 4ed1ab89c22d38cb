"""The bot answers what it knows, citing item and version; all else goes to a person."""

from collections.abc import Callable
from typing import Any

import pytest

Ask = Callable[..., Any]

# Five ways of asking for each entry of an item, none of which stands in it.
PARAPHRASES = {
    "materials": [
        "{}要带什么",
        "办{}准备哪些资料",
        "想去{}，证件要哪些",
        "{}得提交什么呀",
        "请问{}要什么材料",
    ],
    "time": ["{}要等几天", "办{}多长时间能下来", "{}多少天办完", "{}一般要多久", "请问{}时限是多少"],
    "fee": ["{}多少钱", "办{}要花钱吗", "{}是免费的吗", "{}费用怎么算", "{}要不要交钱"],
    "place": ["{}去哪里办", "办{}的地址", "{}在什么地方", "请问{}去哪个窗口", "我要{}，去哪儿"],
    "hours": ["{}几点上班", "{}周末能办吗", "办{}的窗口什么时候开门", "{}周六可以吗", "{}窗口几点下班"],
    "condition": ["{}有什么条件", "谁可以{}", "{}需要符合什么", "哪些人能{}", "{}的资格"],
    "steps": ["{}怎么弄", "{}的流程", "如何申请{}", "{}步骤", "想{}，怎么操作"],
}
NAMES = {
    "gjj-29": "租房提公积金",
    "jj-11": "换驾照",
    "mz-62": "老年证",
    "yb-25": "外地看病医保",
    "jt-51": "跑货运",
}


@pytest.mark.parametrize("code", NAMES)
@pytest.mark.parametrize("aspect", PARAPHRASES)
async def test_five_ways_of_asking_get_the_same_entry(ask: Ask, code: str, aspect: str) -> None:
    for phrase in PARAPHRASES[aspect]:
        answer = await ask(phrase.format(NAMES[code]))

        assert answer["outcome"] == "answered", phrase
        assert answer["citation"]["entry_id"] == f"331002-{code}.{aspect}.0", phrase
        assert answer["citation"]["item_version"] == 1


LISTED = {
    "331002-gjj-29.faq.0": [
        "租房提公积金要租赁合同吗",
        "没有租房合同能租房提取公积金吗，要提供租赁合同不",
        "租房提取公积金，租赁合同需不需要提供",
        "无房租房公积金是不是要提供合同",
        "租房提公积金提供租赁合同是必须的吗",
    ],
    "331002-jj-11.faq.0": [
        "换驾照需要去体检吗",
        "驾照到期换证体检要做吗",
        "换驾照是不是得体检",
        "换驾照之前要先体检么",
        "驾照换证体检",
    ],
    "331002-mz-59.faq.0": [
        "登记结婚户口本要带吗",
        "领结婚证必须拿户口本吗",
        "结婚登记没有户口本行吗",
        "登记结婚需要户口本不",
        "领结婚证户口本",
    ],
}


@pytest.mark.parametrize("entry", LISTED)
async def test_listed_questions_are_known_in_other_words(ask: Ask, entry: str) -> None:
    for phrase in LISTED[entry]:
        answer = await ask(phrase)

        assert answer["citation"], phrase
        assert answer["citation"]["entry_id"] == entry, phrase


FOREIGN = [
    "今天天气怎么样",
    "给我讲个笑话",
    "股票什么时候会涨",
    "附近哪家火锅好吃",
    "帮我写一首诗",
    "世界杯谁赢了",
    "手机坏了去哪修",
    "英语四级怎么考",
    "你是谁发明的",
    "推荐一部电影",
]


@pytest.mark.parametrize("question", FOREIGN)
async def test_a_foreign_question_is_refused_with_the_way_to_a_person(ask: Ask, question: str) -> None:
    answer = await ask(question)

    assert answer["outcome"] == "person"
    assert answer["citation"] is None
    assert answer["person"]["phone"]
    assert answer["person"]["handover"] == "/api/helpdesk/v1/handovers"


async def test_when_two_items_may_be_meant_it_asks_which(ask: Ask) -> None:
    unclear = await ask("提取公积金")
    chosen = await ask("要什么材料", item_id="331002-gjj-28")

    assert unclear["outcome"] == "choose"
    assert {choice["item_id"] for choice in unclear["choices"]} == {"331002-gjj-28", "331002-gjj-29"}
    assert chosen["citation"]["entry_id"] == "331002-gjj-28.materials.0"


async def test_a_slip_of_the_keyboard_is_understood(ask: Ask) -> None:
    assert (await ask("租房提公鸡金要什么材料"))["citation"]["item_id"] == "331002-gjj-29"


async def test_another_county_has_its_own_answer_or_none(ask: Ask) -> None:
    assert (await ask("换驾照多少钱", region="331081"))["outcome"] == "person"
