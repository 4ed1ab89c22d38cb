"""What svc-helpdesk's tests need: items as the catalogue announces them, and people who ask."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from sanzhi_proto.catalog.v1.catalog_pb2 import Answer, Fee, ItemChanged, Material, TimeLimit
from servicekit import Service
from servicekit.db import SessionMaker
from servicekit.testing import Gateway, delivery_of
from svc_helpdesk.main import service as helpdesk

# Directory code, name, plain names, questions that the guide lists.
ITEMS: list[tuple[str, str, list[str], list[tuple[str, str]]]] = [
    (
        "gjj-29",
        "无房租赁住房提取公积金",
        ["租房提公积金", "租房提取公积金", "没房租房公积金"],
        [("无房提取要提供租赁合同吗？", "不需要。"), ("多久提取一次？", "每十二个月可以提取一次。")],
    ),
    (
        "gjj-28",
        "购买自住住房提取公积金",
        ["买房提公积金", "购房提取公积金"],
        [("买房多久内可以提取？", "一年内。")],
    ),
    ("ga-02", "居民身份证换领", ["换身份证", "身份证到期换新"], [("可以在外地换身份证吗？", "可以。")]),
    ("jj-11", "机动车驾驶证期满换证", ["驾照到期换证", "换驾照"], [("换驾照要体检吗？", "需要。")]),
    ("rs-14", "社会保障卡补领换领", ["社保卡丢了", "补社保卡"], [("补卡后余额还在吗？", "在。")]),
    ("yb-25", "异地就医备案", ["外地看病医保", "跨省看病"], [("急诊没备案怎么办？", "视同已备案。")]),
    ("scjg-35", "个体工商户设立登记(营业执照)", ["个体户执照", "开小店"], [("住宅可以注册吗？", "可以。")]),
    (
        "zrzy-43",
        "不动产登记资料查询(无房证明)",
        ["无房证明", "查房产"],
        [("可以替别人查吗？", "需要委托书。")],
    ),
    ("jt-51", "道路货物运输经营许可", ["货运许可证", "跑货运"], [("4.5 吨以下要办吗？", "无需办理。")]),
    ("mz-59", "内地居民结婚登记", ["领结婚证", "登记结婚"], [("结婚登记要户口本吗？", "不需要。")]),
    ("mz-60", "高龄津贴申请", ["高龄补贴", "老人补贴"], [("子女可以代办吗？", "可以。")]),
    ("mz-62", "老年人优待证办理", ["老年证", "老人优待证"], [("外地户口能办吗？", "常住的可以。")]),
]


def item(code: str, *, version: int = 1, state: str = "published", region: str = "331002") -> ItemChanged:
    """Return an item of the catalogue."""
    _, name, plain, faq = next(row for row in ITEMS if row[0] == code)
    return ItemChanged(
        item_id=f"{region}-{code}",
        version=version,
        state=state,
        directory_code=code,
        name=name,
        plain_names=plain,
        region_code=region,
        department_name="椒江区某局",
        is_complete=True,
        is_online=True,
        legal_limit=TimeLimit(amount=20, unit="WORKDAY"),
        promised_limit=TimeLimit(amount=version, unit="WORKDAY"),
        materials=[Material(code="id", name="居民身份证", is_required=True, source="government")],
        fees=[Fee(name="工本费", standard="10 元")],
        accept_condition="符合规定条件的申请人。",
        place="椒江区行政服务中心",
        hours="工作日 08:30-12:00",
        consult_phone="0576-12345002",
        faq=[Answer(question=question, answer=answer) for question, answer in faq],
        steps=["受理", "审核", "办结"],
    )


@pytest.fixture(scope="session")
def service() -> Service:
    return helpdesk


@pytest.fixture
def announce(sessions: SessionMaker) -> Callable[..., Any]:
    """Let the catalogue announce an item."""

    async def tell(event: ItemChanged) -> None:
        await helpdesk.consumers.dispatch(delivery_of("catalog.item", event.item_id, event), sessions)

    return tell


@pytest.fixture
def make_item() -> Callable[..., ItemChanged]:
    """Make an item in another state or version."""
    return item


@pytest.fixture
async def catalog(announce: Callable[..., Any]) -> None:
    for code, *_ in ITEMS:
        await announce(item(code))


@pytest.fixture
def ask(client: httpx.AsyncClient, gateway: Gateway, catalog: None) -> Callable[..., Any]:
    """Ask the bot as somebody who is not signed in."""

    async def asked(text: str, **more: Any) -> dict[str, Any]:
        answer = await client.post("/v1/questions", json={"text": text, **more}, headers=gateway.visitor)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    return asked


@pytest.fixture
def clerk(gateway: Gateway) -> dict[str, str]:
    """The headers of an operator of 椒江."""
    names = ("knowledge:read", "task:read", "task:close")
    return gateway.header("li-min", grants={name: ["331002"] for name in names})
