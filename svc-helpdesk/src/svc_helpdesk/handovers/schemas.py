"""The JSON of handovers."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints

from servicekit.schemas import In, Out
from servicekit.scope import RegionCode

Words = Annotated[str, StringConstraints(min_length=2, max_length=1000)]


class HandoverAsk(In):
    """A question for a person."""

    text: Words
    region: RegionCode = "331002"
    item_id: Annotated[str, StringConstraints(max_length=80)] | None = None


class HandoverAnswer(In):
    """What a person answers."""

    text: Words


class HandoverOut(Out):
    """A question and its answer."""

    id: UUID
    region_code: str
    item_id: str | None
    question: str
    answer: str | None
    state: str
    waiting_since: datetime
    is_late: bool
    answered_at: datetime | None
