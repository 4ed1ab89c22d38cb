"""Rules of filing, without a database."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from svc_filing.cases import rules as case_rules
from svc_filing.cases.types import FINAL, TRANSITIONS, State
from svc_filing.decisions import rules
from svc_filing.evaluations.types import INTERFACE_CODE, RECORD_CODE, Level
from svc_filing.forms.rules import mistakes
from svc_filing.forms.service import all_forms
from svc_filing.sources.types import Facts, FundAccount

TODAY = date(2026, 4, 30)


def facts(**changes: Any) -> Facts:
    account: dict[str, Any] = {
        "status": "01",
        "balance": Decimal(48000),
        "consecutive_months": 38,
        "last_rent_withdrawal_on": None,
    }
    account |= {name: value for name, value in changes.items() if name in account}
    others = {name: value for name, value in changes.items() if name not in account}
    return Facts(**({"fund": FundAccount(**account), "flats": 0, "is_married": False} | others))


@pytest.mark.parametrize(
    ("changes", "outcome", "reason"),
    [
        ({}, "approve", "all-conditions-met"),
        ({"flats": 1}, "person", "owns-flat"),
        ({"flats": None}, "person", "no-rule-fits"),
        ({"status": "02"}, "person", "account-not-normal"),
        ({"consecutive_months": 2}, "person", "too-few-months"),
        ({"consecutive_months": 3}, "approve", "all-conditions-met"),
        ({"last_rent_withdrawal_on": date(2025, 5, 1)}, "person", "withdrawn-recently"),
        ({"last_rent_withdrawal_on": date(2025, 4, 30)}, "approve", "all-conditions-met"),
        ({"balance": Decimal(10)}, "person", "more-than-balance"),
        ({"is_married": None}, "person", "no-rule-fits"),
        ({"fund": None}, "person", "no-account"),
        ({"away": ("property",), "flats": None}, "person", "source-away"),
        ({"away": ("fund", "marriage")}, "person", "source-away"),
    ],
)
def test_only_a_case_without_doubt_is_approved(changes: dict[str, Any], outcome: str, reason: str) -> None:
    decision = rules.judge("rent-withdrawal", facts(**changes), Decimal(3000), TODAY)

    assert (decision.outcome, decision.reason) == (outcome, reason)
    assert decision.rule == "rent-withdrawal@1"


def test_every_cell_of_every_table_compiles() -> None:
    import orjson
    import zen

    for key, version in rules.CURRENT.items():
        table = orjson.loads(rules._table(key, version))
        (node,) = [node for node in table["nodes"] if node["type"] == "decisionTableNode"]
        inputs = [column["id"] for column in node["content"]["inputs"]]
        for row in node["content"]["rules"]:
            for column in inputs:
                # A malformed cell never matches and raises nothing when the table runs.
                if row[column]:
                    zen.compile_unary_expression(row[column])
        assert all(row["outcome"] == '"person"' for row in node["content"]["rules"][-1:])
        assert not any(node["content"]["rules"][-1][column] for column in inputs)


def test_no_way_leads_out_of_a_final_state() -> None:
    for ways in TRANSITIONS.values():
        assert not FINAL & set(ways)


def test_every_state_that_waits_can_be_left() -> None:
    for state in set(State) - FINAL:
        assert case_rules.allowed(state)


def test_the_two_national_codings_of_satisfaction_run_in_opposite_directions() -> None:
    assert (INTERFACE_CODE[Level.VERY_SATISFIED], RECORD_CODE[Level.VERY_SATISFIED]) == (5, 1)
    assert (INTERFACE_CODE[Level.VERY_DISSATISFIED], RECORD_CODE[Level.VERY_DISSATISFIED]) == (1, 5)


def test_a_number_has_21_digits() -> None:
    assert case_rules.number("331002", TODAY, 17) == "331002202604300000017"


def test_a_form_that_names_a_foreign_schema_is_not_followed() -> None:
    with pytest.raises(Exception, match=r"(?i)schemas stand alone|retriev|unresolv"):
        mistakes({"properties": {"a": {"$ref": "http://127.0.0.1:9/x.json"}}}, {"a": 1})


def test_every_form_is_a_schema_with_labels() -> None:
    for form in all_forms().values():
        for field in form.json_schema["properties"].values():
            assert field["title"]
        assert form.json_schema["additionalProperties"] is False
