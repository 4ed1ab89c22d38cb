"""The JSON of demands."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import ConfigDict, StringConstraints

from servicekit.schemas import In, Out
from svc_catalog.demands.types import Outcome, State

Said = Annotated[str, StringConstraints(min_length=2, max_length=100, pattern=r"^[^\x00<>]+$")]
More = Annotated[str, StringConstraints(max_length=300, pattern=r"^[^\x00<>]*$")]


class DemandIn(In):
    """What a window demanded beyond the sheet."""

    kind: Literal["material", "visit", "fee", "wait", "other"]
    #: In a few words, such as `房东身份证复印件`.
    what: Said
    #: How the window explained it.
    reason: More = ""
    #: Which window.
    place: Annotated[str, StringConstraints(max_length=100, pattern=r"^[^\x00<>]*$")] = ""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"kind": "material", "what": "房东身份证复印件", "place": "公积金 3 号窗"}]
        }
    )


class DemandOut(Out):
    """A demand as those see it who made it."""

    demand_id: UUID
    sheet_code: str
    item_id: str
    item_name: str
    kind: str
    what: str
    reason: str
    place: str
    said_by: Literal["holder", "clerk"]
    state: State
    outcome: Outcome | None
    answer: str
    made_at: datetime
    #: Until when the owner of the item answers.
    due_at: datetime
    closed_at: datetime | None


class OperatorDemandOut(DemandOut):
    """A demand in the to-do list of an item's owner."""

    region_code: str
    department_code: str
    version: int
    is_overdue: bool
    allowed: list[str]


class ClosingIn(In):
    """How the owner of an item answers."""

    outcome: Outcome
    answer: Annotated[str, StringConstraints(min_length=2, max_length=500, pattern=r"^[^\x00<>]+$")]

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"outcome": "dropped", "answer": "窗口理解有误，不需要。"}]}
    )
