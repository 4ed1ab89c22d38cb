"""What the province's library says of an item, in our words."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Values = dict[str, Any]
#: The appointment at which the next page is read.
PAGE = "feed.page"


class FeedState(StrEnum):
    """Where a feed stands."""

    NEW = "new"
    #: Everything has been taken in.
    CURRENT = "current"
    #: More pages are to come.
    UNDER_WAY = "under-way"
    #: The last page was not taken: nothing of it was.
    ALARM = "alarm"


@dataclass(frozen=True)
class Change:
    """An item of the library as of one change of it."""

    #: Our code of the directory.
    code: str
    version: int
    number: int
    is_abolished: bool
    #: Columns of the directory; empty for an item that is abolished.
    base: Values
    #: Elements of a guide that the province gives to all; `None`: it gives none.
    guide: Values | None


@dataclass(frozen=True)
class LibraryPage:
    """Some changes, in their order."""

    changes: list[Change]
    #: The number of the last of them.
    cursor: int
    has_more: bool


@dataclass(frozen=True)
class Outcome:
    """What a change of the province means for one list."""

    #: Elements that the list takes over without being asked.
    followed: Values
    #: Elements in which the list says something of its own: what the province said, and now says.
    contested: dict[str, Values]
