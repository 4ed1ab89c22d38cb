"""The JSON of the comparison."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from servicekit.schemas import Out
from svc_catalog.drift.types import Difference, Neighbour, TaskState, Verdict


class NeighbourOut(Out):
    """What came of asking one neighbour."""

    verdict: Verdict
    #: Items that it holds, and items in which it differs; none: it was away.
    held: int | None
    differing: int | None


class DriftRunOut(Out):
    """One comparison."""

    id: UUID
    made_at: datetime
    items: int
    neighbours: dict[Neighbour, NeighbourOut]
    opened: int
    closed: int


class DifferenceOut(Out):
    """In what a neighbour differs, and what either says."""

    kind: Difference
    ours: Any
    theirs: Any


class DriftTaskOut(Out):
    """An item of which a neighbour says something else."""

    id: UUID
    neighbour: Neighbour
    item_id: str
    item_name: str
    owner: str
    region_code: str
    department_code: str
    differences: list[DifferenceOut]
    state: TaskState
    opened_at: datetime
    seen_at: datetime
    due_on: date
    is_provisional: bool
    is_overdue: bool
    closed_at: datetime | None
