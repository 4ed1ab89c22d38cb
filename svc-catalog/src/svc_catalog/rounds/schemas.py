"""The JSON of rounds."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints

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


class ClosingIn(In):
    """Why a round closes before its day; counties read it."""

    reason: Annotated[str, StringConstraints(min_length=2, max_length=500, pattern=r"^[^\x00<>]+$")]


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
    #: Why it closed before the day that was planned; empty: it did not.
    close_reason: str
    published_at: datetime | None
    added: int
    removed: int
    kept: int
    missed: int
    version: int
