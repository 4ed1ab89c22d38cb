"""What is true of items whatever the database and the network do."""

import re

from servicekit.identifiers import credit_code_check
from svc_catalog.items.errors import WrongState
from svc_catalog.items.types import State

#: From which states an act leads where.
TRANSITIONS: dict[str, dict[State, State]] = {
    "withdraw": {State.PUBLISHED: State.WITHDRAWN, State.SUSPENDED: State.WITHDRAWN},
    "suspend": {State.PUBLISHED: State.SUSPENDED},
    "publish": {
        State.WITHDRAWN: State.PUBLISHED,
        State.SUSPENDED: State.PUBLISHED,
        State.DRAFT: State.PUBLISHED,
    },
}
TASK_CODE = re.compile(r"^[0-9A-HJ-NPQRTUWXY]{18}[1-7]\d{12}$")


def next_state(state: State, act: str) -> State:
    """Return where an act leads.

    Raises:
        WrongState: it is not allowed now; what is allowed stands in `allowed`.

    """
    found = TRANSITIONS[act].get(state)
    if found is None:
        raise WrongState(state=state, allowed=allowed(state))
    return found


def allowed(state: State) -> list[str]:
    """Return what may be done in a state."""
    return [act for act, ways in TRANSITIONS.items() if state in ways]


def body_code(region_code: str, serial: int) -> str:
    """Return a synthetic credit code of an implementing body, with the right check character."""
    first = f"11{region_code[:6]}MB{serial:06d}Y"[:17].replace("O", "0")
    return first + credit_code_check(first)


def task_code(body: str, level: str, basic: str) -> str:
    """Return a 31-character implementation code: body 18, level 1, basic code 12."""
    return f"{body}{level}{basic}"


def basic_code(item_type: str, number: int) -> str:
    """Return a 12-digit basic code: province, type, main item 5, sub-item 3."""
    return f"33{item_type}{number:05d}000"
