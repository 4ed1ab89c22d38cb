"""Forms of imports."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class ImportState(StrEnum):
    """Where an import stands."""

    STAGING = "staging"
    CHECKING = "checking"
    #: Free of faults: it may be applied.
    CHECKED = "checked"
    FAULTY = "faulty"
    APPLYING = "applying"
    #: Everything that it changes is drafted, as one amendment.
    APPLIED = "applied"


class Outcome(StrEnum):
    """What a row would do."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    FAULTY = "faulty"


@dataclass(frozen=True)
class Fault:
    """What is wrong with a cell, for whoever must mend it."""

    sheet: str
    #: As the workbook program numbers it; 1 is the line of titles. In a file of lines: the line.
    row: int
    column: str
    zh: str


@dataclass
class Entry:
    """What a file says of one item."""

    item_id: str
    sheet_row: int
    #: Titles of columns that may not be changed here, with what the file says.
    fixed: dict[str, str] = field(default_factory=dict)
    #: The guide as JSON; `None` if it could not be read.
    guide: dict[str, Any] | None = None
    faults: list[Fault] = field(default_factory=list)
