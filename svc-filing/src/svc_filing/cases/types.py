"""The states of a case and what may be done in each."""

from enum import StrEnum


class State(StrEnum):
    """Where a case stands (办件状态)."""

    SUBMITTED = "submitted"  # 已提交，待受理
    CORRECTION = "correction"  # 补正告知，待申请人补正
    ACCEPTED = "accepted"  # 已受理，办理中
    DECLINED = "declined"  # 不予受理
    APPROVED = "approved"  # 办结，准予
    REFUSED = "refused"  # 办结，不予许可


class Act(StrEnum):
    """What is done to a case."""

    SUBMIT = "submit"
    TAKE = "take"
    ACCEPT = "accept"
    DECLINE = "decline"
    ASK_CORRECTION = "ask_correction"
    CORRECT = "correct"
    APPROVE = "approve"
    REFUSE = "refuse"


#: From which states an act leads where.
TRANSITIONS: dict[Act, dict[State, State]] = {
    Act.TAKE: {State.SUBMITTED: State.SUBMITTED, State.ACCEPTED: State.ACCEPTED},
    Act.ACCEPT: {State.SUBMITTED: State.ACCEPTED},
    Act.DECLINE: {State.SUBMITTED: State.DECLINED},
    Act.ASK_CORRECTION: {State.SUBMITTED: State.CORRECTION},
    Act.CORRECT: {State.CORRECTION: State.SUBMITTED},
    Act.APPROVE: {State.ACCEPTED: State.APPROVED},
    Act.REFUSE: {State.ACCEPTED: State.REFUSED},
}
FINAL = frozenset({State.DECLINED, State.APPROVED, State.REFUSED})
