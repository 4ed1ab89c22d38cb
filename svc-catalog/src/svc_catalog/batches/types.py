"""How far a county is with a batch."""

from enum import StrEnum


class Pace(StrEnum):
    """How far a county is with a batch, on a day."""

    DONE = "done"
    ON_THE_WAY = "on_the_way"
    OVERDUE = "overdue"
