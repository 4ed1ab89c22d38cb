"""The JSON of rounds."""

from datetime import date, datetime
from uuid import UUID

from servicekit.schemas import In, Out
from svc_catalog.conditions.types import Condition
from svc_catalog.lists.types import Kind, Line
from svc_catalog.rounds.types import State


class RoundIn(In):
    """A round that is to be."""

    title: Line
    opens_on: date
    #: The last day on which counties propose.
    closes_on: date


class RoundOut(Out):
    """A round."""

    round_id: UUID
    list_id: UUID
    list_name: str
    kind: Kind
    region_code: str
    title: str
    state: State
    opens_at: datetime
    closes_at: datetime
    criteria: list[Condition]
    needs_test: bool
    published_at: datetime | None
    added: int
    removed: int
    kept: int
    missed: int
    version: int
