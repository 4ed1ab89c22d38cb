"""What a publication does to an item."""

from enum import StrEnum


class Outcome(StrEnum):
    """What a publication did to an item."""

    ADDED = "added"
    REMOVED = "removed"
    KEPT = "kept"
    #: Accepted, and no longer fit on the day of publication.
    MISSED = "missed"
