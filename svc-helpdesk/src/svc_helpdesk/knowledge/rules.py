"""What can be said of an item from its own elements; nothing that the item does not say."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sanzhi_proto.catalog.v1.catalog_pb2 import ItemChanged, TimeLimit

UNITS = {"WORKDAY": "个工作日", "DAY": "天", "HOUR": "小时", "MINUTE": "分钟", "MONTH": "个月", "YEAR": "年"}
SOURCES = {"government": "部门核验，无需提交", "applicant": "申请人提供", "other": "其他"}

#: By which words a question asks for an aspect; the first that fits wins.
ASPECTS: dict[str, re.Pattern[str]] = {
    "fee": re.compile("多少钱|收费|费用|要钱|花钱|免费|交钱|工本费|价格|收不收"),
    "time": re.compile(
        "多久|多长时间|几天|什么时候能|多少天|时限|要等|到账|几个工作日|多快|办多长|拿到手|能下来|办完|一般"
    ),
    "hours": re.compile(
        "几点|上班时间|下班|周末|周六|星期六|营业时间|开门|午休|工作时间|什么时间可以去|开放时间"
    ),
    "place": re.compile("哪里|哪儿|地址|在哪|地点|去哪|什么地方|哪个窗口|哪个大厅|窗口"),
    "materials": re.compile(
        "材料|资料|证件|带什么|准备什么|准备哪些|提交什么|要什么东西|带些什么|带哪些|要带|准备|提交|什么东西"
    ),
    "condition": re.compile("条件|资格|符合|谁可以|谁能|什么人|哪些人|满足什么|要求是|够不够格|有什么"),
    "steps": re.compile(
        "流程|步骤|怎么办理|如何办理|怎么弄|怎么操作|怎样办|怎么办|如何办|如何申请|怎么申请|程序"
    ),
}


@dataclass(frozen=True)
class Saying:
    """One thing that can be said."""

    aspect: str
    number: int
    question: str
    answer: str


def limit_text(limit: TimeLimit) -> str:
    """Return a time limit as people say it."""
    return f"{limit.amount} {UNITS.get(limit.unit, '个工作日')}" if limit.amount else "当场办结"


def sayings(item: ItemChanged) -> Iterator[Saying]:
    """Yield what the elements of a complete item allow to say."""
    name = item.name
    materials = "；".join(
        f"{one.name}（{SOURCES.get(one.source, one.source)}{'' if one.is_required else '，非必需'}）"
        for one in item.materials
    )
    yield Saying("materials", 0, f"{name}需要哪些材料？", f"{name}需要：{materials}。")
    promised = limit_text(item.promised_limit)
    legal = f"，法定时限 {limit_text(item.legal_limit)}" if item.HasField("legal_limit") else ""
    yield Saying(
        "time",
        0,
        f"{name}多久能办好？",
        f"{name}承诺{promised}{'内办结' if item.promised_limit.amount else ''}{legal}。",
    )
    fees = "；".join(f"{fee.name} {fee.standard}" for fee in item.fees)
    yield Saying("fee", 0, f"{name}要收费吗？", f"{name}收费：{fees}。" if fees else f"{name}不收费。")
    yield Saying(
        "place", 0, f"{name}在哪里办？", f"{name}办理地点：{item.place}。咨询电话 {item.consult_phone}。"
    )
    yield Saying("hours", 0, f"什么时间可以办{name}？", f"{name}办理时间：{item.hours}。")
    yield Saying("condition", 0, f"办{name}要条件？", f"{name}受理条件：{item.accept_condition}")
    online = "可以全程网上办理" if item.is_online else "需到现场办理"
    yield Saying("steps", 0, f"{name}怎么办理？", f"{name}{online}，步骤：{' → '.join(item.steps)}。")
    for number, one in enumerate(item.faq):
        yield Saying("faq", number, one.question, one.answer)


def aspect_of(question: str) -> str | None:
    """Return what a question wants to know of an item, if it says so."""
    return next((aspect for aspect, words in ASPECTS.items() if words.search(question)), None)


def about(question: str) -> str:
    """Return a question without the words that only ask for an aspect."""
    for words in ASPECTS.values():
        question = words.sub(" ", question)
    return " ".join(question.split())


def entry_id(item_id: str, saying: Saying) -> str:
    """Return the id of an entry, the same for every version of its item."""
    return f"{item_id}.{saying.aspect}.{saying.number}"
