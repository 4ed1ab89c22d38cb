"""The form of tasks."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints

from servicekit.schemas import In, Out


class TaskOut(Out):
    """A task as an operator sees it."""

    id: UUID
    kind: str
    subject: str
    region_code: str
    title: str
    reason: str
    opened_at: datetime
    closed_at: datetime | None
    closed_by: str | None
    note: str


class TaskClose(In):
    """What was done about a task."""

    note: Annotated[str, StringConstraints(min_length=2, max_length=300, pattern=r"^[^\x00]*$")]
