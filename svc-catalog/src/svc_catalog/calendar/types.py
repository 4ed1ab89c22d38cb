"""The form of a yearly notice (国务院办公厅关于部分节假日安排的通知)."""

from dataclasses import dataclass
from datetime import date

#: A weekend day that is worked instead.
WORKED = "调休上班"


@dataclass(frozen=True)
class Holiday:
    """Days off in a row, from the first to the last."""

    name: str
    first: date
    last: date


@dataclass(frozen=True)
class Notice:
    """What a notice says of a year."""

    year: int
    is_provisional: bool
    holidays: list[Holiday]
    worked: list[date]


@dataclass(frozen=True)
class Day:
    """A day that differs from an ordinary week."""

    date: date
    is_off: bool
    name: str


@dataclass(frozen=True)
class Finding:
    """Something about a notice that does not hold; some of it may be accepted, with a reason."""

    code: str
    pointer: str
    detail: str
    zh: str
    may_be_accepted: bool = False
