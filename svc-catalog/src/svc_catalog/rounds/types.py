"""Where a round stands."""

from enum import StrEnum


class State(StrEnum):
    """Told by its dates, and by whether it has been published."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    PUBLISHED = "published"
