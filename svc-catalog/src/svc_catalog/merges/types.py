"""States and choices of a merge."""

from enum import StrEnum


class MergeState(StrEnum):
    """Where a merge stands."""

    OPEN = "open"
    #: A draft says what was chosen; it goes the way of every draft.
    DRAFTED = "drafted"
    #: People read what was chosen, or the list keeps what it said.
    CLOSED = "closed"
    #: There is nothing to choose any more: the province has taken it back, or abolished the item.
    GONE = "gone"


class Take(StrEnum):
    """Whose value an element gets."""

    OURS = "ours"
    THEIRS = "theirs"
    EDITED = "edited"
