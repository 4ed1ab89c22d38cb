"""The JSON of syncs."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import StringConstraints

from servicekit.masking import MaskedName
from servicekit.schemas import In, Out
from svc_workforce.people.schemas import PostOut
from svc_workforce.syncs.types import Action, Progress, Reason


class SyncOut(Out):
    """A comparison: what it would change, and whether it may be applied.

    `refused` with a `reason` is an alarm: the directory looks wrong, nothing was changed.
    """

    id: UUID
    state: Progress
    reason: Reason | Literal[""]
    #: Codes of the organisations that told of too few people.
    suspects: list[str]
    counts: dict[str, int]
    compared_at: datetime
    compared_by: str
    applied_at: datetime | None
    applied_by: str | None
    remark: str
    version: int


class ChangeOut(Out):
    """What would happen to one person."""

    seq: int
    employee_code: str
    name: MaskedName
    action: Action
    region_code: str
    before: list[PostOut]
    after: list[PostOut]


class SyncApply(In):
    """The word of the person who applies a comparison."""

    #: Apply it although it looks wrong; then the remark says why.
    force: bool = False
    remark: Annotated[str, StringConstraints(max_length=200)] = ""
