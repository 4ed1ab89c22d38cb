"""The JSON of merges."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StringConstraints

from servicekit.schemas import In, Out
from svc_catalog.merges.types import MergeState, Take
from svc_catalog.revisions.schemas import FindingOut, Reason


class ChoiceIn(In):
    """Whose value an element gets; `value` only when it is edited."""

    take: Take
    value: Any = None


class MergeDecision(In):
    """A choice for every contested element."""

    choices: Annotated[
        dict[Annotated[str, StringConstraints(max_length=40)], ChoiceIn], Field(min_length=1, max_length=60)
    ]
    reason: Reason


class FieldOut(Out):
    """One contested element."""

    element: str
    label: str
    #: What the province said before.
    base: Any
    #: What people read.
    ours: Any
    #: What the province says now.
    theirs: Any


class MergeOut(Out):
    """A merge as it stands in a list."""

    id: UUID
    item_id: str
    item_name: str
    region_code: str
    department_code: str
    province_version: int
    state: MergeState
    opened_at: datetime
    adopt_by: date
    is_provisional: bool
    is_overdue: bool
    elements: list[str]
    choices: dict[str, Take]
    decided_by: str | None
    decided_at: datetime | None
    #: The draft that says what was chosen.
    revision_id: UUID | None
    version: int


class MergeDetailOut(MergeOut):
    """A merge with what each side says."""

    fields: list[FieldOut]
    #: Rules of quality that the item would break if the province were followed everywhere.
    findings: list[FindingOut]
