"""The JSON of lists."""

from datetime import datetime
from typing import Any
from uuid import UUID

from servicekit.schemas import In, Out
from servicekit.scope import RegionCode
from svc_catalog.conditions.types import Condition, Conditions, Verdict
from svc_catalog.items.schemas import ItemOut
from svc_catalog.lists.types import Kind, Line, Note, TaskState


class ListOut(Out):
    """A list as residents see it."""

    kind: Kind
    name: str
    summary: str
    region_code: str
    #: Of the round that holds; empty before the first.
    round_title: str
    published_at: datetime | None
    count: int


class EntryOut(Out):
    """An item on a list."""

    item: ItemOut
    reason: str
    since: datetime


class CriteriaIn(In):
    """How a list is to be from its next round on."""

    name: Line
    summary: Note = ""
    criteria: Conditions
    needs_test: bool = False


class ListIn(CriteriaIn):
    """A new list."""

    kind: Kind
    region_code: RegionCode


class OperatorListOut(ListOut):
    """A list as those see it who keep it."""

    list_id: UUID
    criteria: list[Condition]
    needs_test: bool
    version: int


class ReasonOut(Out):
    """What became of one condition."""

    field: str
    verdict: Verdict
    zh: str
    fact: Any


class JudgedOut(Out):
    """How an item stands against what a list asks."""

    verdict: Verdict
    reasons: list[ReasonOut]


class FactOut(Out):
    """A field that conditions may name, and its values if they are few."""

    name: str
    zh: str
    kind: str
    values: dict[str, str] | None
    operators: list[str]


class TaskOut(Out):
    """A task of an item's owner."""

    task_id: UUID
    item_id: str
    item_name: str
    region_code: str
    department_code: str
    what: str
    state: TaskState
    answer: str
    made_at: datetime
    due_at: datetime
    is_overdue: bool
    version: int
    allowed: list[str]


class AnswerIn(In):
    """What was done about a task."""

    answer: Line
