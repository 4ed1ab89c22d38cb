"""Judges facts by a published decision table (GoRules JDM), and hands every doubt to a person.

To change a rule, add the next version of its table below `data/` and raise `CURRENT`;
cases keep the version that judged them.
"""

import hashlib
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

import orjson
from zen import ZenEngine

from svc_filing.decisions.types import Decision
from svc_filing.sources.types import Facts

#: The version in force of each table.
CURRENT = {"rent-withdrawal": 1}
NEVER = 999  # months since something that never happened
OUTCOMES = {"approve", "person"}


@cache
def _table(key: str, version: int) -> bytes:
    return (resources.files("svc_filing.decisions") / "data" / f"{key}.v{version}.json").read_bytes()


@cache
def _engine() -> Any:
    # Through the loader tables are compiled once; `create_decision` would do it at every call.
    content = {f"{key}.{version}": orjson.loads(_table(key, version)) for key, version in CURRENT.items()}
    return ZenEngine({"loader": lambda name: orjson.dumps(content[name]).decode()})


def judge(key: str, facts: Facts, amount: Decimal, today: date) -> Decision:
    """Return the decision on one application for a withdrawal.

    A source that did not answer, a missing account and a row that does not match all
    lead to a person: nothing is ever approved for lack of knowledge.
    """
    version = CURRENT[key]
    snapshot = snapshot_of(facts, amount, today)
    rule_hash = hashlib.sha256(_table(key, version)).hexdigest()

    def decided(outcome: str, reason: str) -> Decision:
        return Decision(outcome, reason, facts.away, f"{key}@{version}", rule_hash, snapshot)

    if facts.away:
        return decided("person", "source-away")
    if facts.fund is None:
        return decided("person", "no-account")
    result = _engine().evaluate(f"{key}.{version}", snapshot)["result"]
    outcome, reason = result.get("outcome"), result.get("reason")
    if outcome not in OUTCOMES:
        return decided("person", "no-rule-fits")
    return decided(outcome, reason)


def snapshot_of(facts: Facts, amount: Decimal, today: date) -> dict[str, Any]:
    """Return what the table sees, without names and numbers of persons."""
    fund = facts.fund
    last = fund.last_rent_withdrawal_on if fund else None
    return {
        "flats": facts.flats,
        "fund_status": fund.status if fund else None,
        "fund_months": fund.consecutive_months if fund else None,
        "months_since_last": months_between(last, today) if last else NEVER,
        "is_covered": bool(fund and amount <= fund.balance),
        "marriage_known": facts.is_married is not None,
        "is_married": facts.is_married,
        "amount": float(amount),
        "away": list(facts.away),
        "asked_on": today.isoformat(),
    }


def months_between(first: date, last: date) -> int:
    """Return how many whole months lie between two days."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return months - (last.day < first.day)


def by_person() -> Decision:
    """Return the decision on an item that no table judges."""
    return Decision("person", "no-table", (), "", "", {})
