"""The form of a policy, and the facts of an enterprise that its conditions may name."""

from datetime import date
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from svc_catalog.conditions.rules import vocabulary
from svc_catalog.conditions.types import Conditions, Known
from svc_catalog.prose.types import TextBlock
from svc_catalog.scenes.types import DirectoryCode, Line, Part

#: What is to be done once a policy has been published: its subject is the policy.
TELL = "policy.tell"

Text = Annotated[list[TextBlock], Field(min_length=1, max_length=200)]

INDUSTRIES = {  # 门类 of GB/T 4754-2017
    "A": "农、林、牧、渔业", "B": "采矿业", "C": "制造业", "D": "电力、热力、燃气及水生产和供应业",
    "E": "建筑业", "F": "批发和零售业", "G": "交通运输、仓储和邮政业", "H": "住宿和餐饮业",
    "I": "信息传输、软件和信息技术服务业", "J": "金融业", "K": "房地产业", "L": "租赁和商务服务业",
    "M": "科学研究和技术服务业", "N": "水利、环境和公共设施管理业", "O": "居民服务、修理和其他服务业",
    "P": "教育", "Q": "卫生和社会工作", "R": "文化、体育和娱乐业", "S": "公共管理、社会保障和社会组织",
    "T": "国际组织",
}  # fmt: skip
ENTERPRISE_FACTS = vocabulary(
    [
        Known("kind", "主体类型", "text", {
            "company": "企业", "individual": "个体工商户", "cooperative": "农民专业合作社",
        }),
        # 统计上大中小微型企业划分办法
        Known("scale", "企业规模", "text", {
            "large": "大型", "medium": "中型", "small": "小型", "micro": "微型",
        }),
        Known("industry", "行业门类", "text", INDUSTRIES),
        Known("employees", "从业人员数", "number"),
        Known("insured", "参保人数", "number"),
        Known("revenue", "上年营业收入（万元）", "number"),
        Known("rd_share", "研发费用占比（%）", "number"),
        Known("founded_on", "成立日期", "day"),
        Known("titles", "资质称号", "words", {
            "high-tech": "高新技术企业", "tech-sme": "科技型中小企业", "specialised": "专精特新中小企业",
            "little-giant": "专精特新“小巨人”企业", "above-scale": "规模以上企业",
        }),
        Known("tax_credit", "纳税信用级别", "text", {one: one for one in "ABMCD"}),
        Known("has_loan", "有银行贷款", "flag", otherwise="没有银行贷款"),
        Known("is_exporter", "有进出口业务", "flag", otherwise="没有进出口业务"),
        Known("is_first_founding", "首次创业", "flag", otherwise="并非首次创业"),
        Known("graduates", "新招高校毕业生数", "number"),
        Known("disabled", "安置残疾人数", "number"),
        Known("is_trusted", "未被列入失信名单", "flag", otherwise="已被列入失信名单"),
    ]
)  # fmt: skip


class Content(Part):
    """What a policy says."""

    title: Line
    #: 文号, such as 台政发〔2026〕3号; empty: it has none.
    number: str = Field(default="", max_length=60, pattern=r"^[^\x00-\x1f<>]*$")
    issuer: Line
    issued_on: date
    valid_from: date
    #: The last day on which it holds; none: until it is repealed.
    valid_until: date | None = None
    #: What one gets, in one line.
    gives: Annotated[str, StringConstraints(min_length=2, max_length=200, pattern=r"^[^\x00-\x1f<>]+$")]
    text: Text
    #: What it means, in plain words.
    plain: Text
    #: All have to hold for an enterprise; none: it is for everybody.
    conditions: Conditions = Field(default=[])
    #: By which items one asks for it.
    directory_codes: list[DirectoryCode] = Field(default=[], max_length=20)

    @model_validator(mode="after")
    def ends_after_it_begins(self) -> Self:
        """Refuse a policy that never holds."""
        if self.valid_until is not None and self.valid_until < self.valid_from:
            raise ValueError("valid_until lies before valid_from")
        return self
