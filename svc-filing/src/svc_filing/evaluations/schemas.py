"""The JSON of evaluations."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from servicekit.schemas import In, Out
from svc_filing.evaluations.types import Level


class EvaluationGive(In):
    """What somebody says of a finished case."""

    level: Level
    tags: list[Annotated[str, StringConstraints(max_length=40)]] = Field(default=[], max_length=10)
    words: Annotated[str, StringConstraints(max_length=500)] | None = None
    channel: Literal["pc", "mobile", "qr", "hall_tablet", "hall_terminal"] = "mobile"


class EvaluationOut(Out):
    """An evaluation as its giver sees it."""

    case_id: UUID
    level: Level
    tags: list[str]
    given_at: datetime
