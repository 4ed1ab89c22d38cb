"""The JSON of syncs."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import StringConstraints

from servicekit.masking import MaskedName
from servicekit.schemas import In, Out


class SyncOut(Out):
    """A comparison: what it would change, and whether it may be applied."""

    id: UUID
    state: str
    reason: str
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
    action: str
    region_code: str
    before: list[dict[str, Any]]
    after: list[dict[str, Any]]


class SyncApply(In):
    """The word of the person who applies a comparison."""

    force: bool = False
    remark: Annotated[str, StringConstraints(max_length=300)] = ""
