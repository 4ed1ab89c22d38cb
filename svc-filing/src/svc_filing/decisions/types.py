"""A decision as it is kept and shown."""

from dataclasses import dataclass
from typing import Any

# What a person reads for each reason of the tables.
REASONS = {
    "all-conditions-met": "各项条件均已核验通过",
    "owns-flat": "不动产登记显示本人或配偶在本市有住房，需人工核实",
    "account-not-normal": "公积金账户状态不正常，需人工核实",
    "too-few-months": "连续足额缴存不满 3 个月，需人工核实",
    "withdrawn-recently": "距上次租房提取不满 12 个月，需人工核实",
    "more-than-balance": "申请金额超过账户余额，需人工核实",
    "no-rule-fits": "未命中自动审批规则，转人工办理",
    "no-table": "该事项由工作人员办理",
    "source-away": "数据源暂时无法核验，转人工办理",
    "no-account": "未查询到公积金账户，需人工核实",
}

SOURCES = {"fund": "公积金账户", "property": "不动产登记", "marriage": "婚姻登记"}


@dataclass(frozen=True)
class Decision:
    """What a rule said of a case: approve, or hand it to a person."""

    outcome: str  # approve, person
    reason: str
    #: The sources that did not answer.
    away: tuple[str, ...]
    #: Key and version of the table, such as `rent-withdrawal@1`; empty: no table judged.
    rule: str
    #: SHA-256 of the table.
    rule_hash: str
    #: What the table saw: facts of the sources, never what was typed, except the amount.
    snapshot: dict[str, Any]

    @property
    def is_approval(self) -> bool:
        """Whether nobody needs to look."""
        return self.outcome == "approve"

    def sentence(self) -> str:
        """Return the reason as a person reads it."""
        text = REASONS.get(self.reason, REASONS["no-rule-fits"])
        if self.away:
            names = "、".join(SOURCES[name] for name in self.away)
            return f"{names}{text}"
        return text
