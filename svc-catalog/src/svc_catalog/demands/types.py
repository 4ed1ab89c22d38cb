"""The words of demands."""

from enum import StrEnum


class State(StrEnum):
    """Where a demand stands."""

    OPEN = "open"
    CLOSED = "closed"


class Outcome(StrEnum):
    """How the owner of an item answers a demand."""

    #: The window was wrong; nothing more is asked.
    DROPPED = "dropped"
    #: The guide was wrong; it is being amended.
    ADDED = "added"
    #: This case is a special one, and why.
    JUSTIFIED = "justified"
