"""A heartbeat on its way into the database."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Condition:
    """How a device is, as it says itself."""

    app: str
    #: The status of each peripheral, and the per cent left of each supply.
    parts: tuple[str, ...]
    supplies: tuple[int, ...]
    #: Seconds by which its clock is ahead of ours; the way here counts as behind.
    clock_ahead: float


@dataclass(frozen=True)
class Beat:
    """One heartbeat, judged by its form and its reasons for alarm."""

    device_id: str
    sequence: int
    received_at: datetime
    #: Kinds of alarm, sorted.
    faults: tuple[str, ...]
    report: dict[str, Any]


@dataclass(frozen=True)
class Kept:
    """What became of a heartbeat."""

    #: The device is in our books.
    is_known: bool
    #: Its number was higher than that of the beat before.
    is_new: bool
    #: Somebody has to look at the device: it was awaited, or something else is wrong with it now.
    is_news: bool
