"""The JSON of waits."""

from datetime import date, datetime

from servicekit.schemas import Out


class HallOut(Out):
    """A hall with its day so far."""

    hall_id: str
    name: str
    region_code: str
    tickets: int
    waiting_now: int
    mean_wait_s: float | None
    p90_wait_s: float | None
    #: How many waits stand behind the figures.
    n: int
    last_heard_at: datetime | None


class HourOut(Out):
    """One hour of a hall's day, by the moment of taking."""

    hour: int
    #: How many were called, and so how many waits stand behind the figures.
    n: int
    taken: int
    abandoned: int
    mean_wait_s: float | None
    p90_wait_s: float | None
    longest_wait_s: float | None


class DayOut(Out):
    """A hall's day, hour by hour, and how its figures are made."""

    hall_id: str
    day: date
    formula: str
    hours: list[HourOut]
