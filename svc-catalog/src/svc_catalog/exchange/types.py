"""Forms of a file of items."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

#: What a cell may hold; numbers come as floats from workbooks.
Cell = str | int | float | bool | None


class Sheet(StrEnum):
    """The sheets of a workbook, by the names that people see."""

    ITEMS = "事项"
    MATERIALS = "材料"
    FEES = "收费"
    QUESTIONS = "常见问题"


class ImportState(StrEnum):
    """Where an import stands."""

    STAGING = "staging"
    CHECKING = "checking"
    #: Free of faults: it may be applied.
    CHECKED = "checked"
    FAULTY = "faulty"
    APPLIED = "applied"


class Outcome(StrEnum):
    """What a row would do."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    FAULTY = "faulty"


@dataclass(frozen=True)
class Kind:
    """How one kind of element stands in a cell, and is read back."""

    write: Callable[[Any], Cell]
    #: Raises `ValueError` with what a person should do, in Chinese.
    read: Callable[[Cell], Any]


@dataclass(frozen=True)
class Column:
    """One column: its title, where its value stands in the content, and its kind."""

    title: str
    #: Names joined by dots, such as `promised_limit.amount`.
    element: str
    kind: Kind
    #: 实施清单 columns of the national exchange (domain: up_task_general_basic); empty where it has none.
    exchange: str = ""


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
