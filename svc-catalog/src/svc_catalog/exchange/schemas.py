"""The JSON of imports."""

from datetime import datetime
from typing import Any
from uuid import UUID

from servicekit.schemas import Out


class FaultOut(Out):
    """What is wrong with a cell: sheet, row as the workbook numbers it, title of the column."""

    sheet: str
    row: int
    column: str
    zh: str


class ImportOut(Out):
    """An import: how far its check is, and what it would do."""

    id: UUID
    name: str
    #: staging, checking, checked, faulty, applying, applied
    state: str
    #: The change in which everything is drafted, once it is applied.
    amendment_id: UUID | None
    sent_by: str
    sent_at: datetime
    rows: int
    checked: int
    changed: int
    faulty: int
    faults: list[FaultOut]
    version: int


class ImportRowOut(Out):
    """What came of one row: unchanged, changed or faulty; `null` while nobody has looked."""

    number: int
    line: int
    item_id: str
    outcome: str | None
    faults: list[FaultOut]
    findings: list[dict[str, Any]]
