"""How a case looks to other services: ids and codes, nobody's name."""

from sanzhi_proto.filing.v1.filing_pb2 import CaseAccepted, CaseDecided, CaseSubmitted
from servicekit.events import Event, Topic
from svc_filing.cases.models import Case
from svc_filing.cases.types import State

CASES = Topic("filing.case", key="case_id", facts=(CaseSubmitted, CaseAccepted, CaseDecided), partitions=4)


def case_submitted(case: Case) -> Event:
    """Announce a new application."""
    message = CaseSubmitted(
        case_id=str(case.id),
        item_id=case.item_id,
        item_version=case.item_version,
        region_code=case.region_code,
        channel=case.channel,
        submitted_at=case.submitted_at.isoformat(),
    )
    return CASES.event(message, version=case.version)


def case_accepted(case: Case) -> Event:
    """Announce that the clock of the law runs."""
    message = CaseAccepted(
        case_id=str(case.id),
        item_id=case.item_id,
        region_code=case.region_code,
        accepted_at=case.accepted_at.isoformat() if case.accepted_at else "",
        due_on=case.legal_due_on.isoformat() if case.legal_due_on else "",
    )
    return CASES.event(message, version=case.version)


def decided_by_rule(case: Case, rule: str) -> Event:
    """Announce a decision that a rule made."""
    return _decided(case, "rule", rule)


def decided_by_person(case: Case) -> Event:
    """Announce a decision that a clerk made."""
    return _decided(case, "person", "")


def _decided(case: Case, who: str, rule: str) -> Event:
    message = CaseDecided(
        case_id=str(case.id),
        item_id=case.item_id,
        region_code=case.region_code,
        outcome="approved" if case.state == State.APPROVED else "refused",
        decided_by=who,
        rule_version=rule,
        decided_at=case.decided_at.isoformat() if case.decided_at else "",
    )
    return CASES.event(message, version=case.version)
