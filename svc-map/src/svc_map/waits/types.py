"""Where a ticket stands."""

from enum import IntEnum


class Stage(IntEnum):
    """How far a ticket has come; it only ever advances."""

    WAITING = 1
    CALLED = 2
    ABANDONED = 3
    #: After all: whoever was served had not left.
    SERVED = 4
