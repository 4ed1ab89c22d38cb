"""Where a new item of the directory stands."""

from enum import StrEnum


class ArrivalState(StrEnum):
    """What a city has made of it."""

    OPEN = "open"
    #: It stands on the city's list as a draft, or as what came of it.
    TAKEN = "taken"
    #: The city does not offer it, and has said why.
    DECLINED = "declined"
