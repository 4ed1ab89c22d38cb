"""What may be proposed, and what becomes of it."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from svc_catalog.scenes.types import Part

Reason = Annotated[str, StringConstraints(min_length=2, max_length=500, pattern=r"^[^\x00<>]+$")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f<>]+$")]


class Act(StrEnum):
    """What a county wants."""

    ADD = "add"
    REMOVE = "remove"


class State(StrEnum):
    """Where a proposal stands."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Decision(StrEnum):
    """What the city says."""

    ACCEPT = "accept"
    REFUSE = "refuse"


class Tried(StrEnum):
    """What came of trying an item (逐项测试); `none`: nobody has."""

    NONE = "none"
    PASSED = "passed"
    FAILED = "failed"


class Step(Part):
    """One thing that was tried."""

    what: Line
    is_ok: bool
    note: str = Field(default="", max_length=300, pattern=r"^[^\x00<>]*$")
