"""What a machine reports, already read."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Step(StrEnum):
    """What happened to a ticket (取号, 叫号, 开始服务, 完成, 弃号)."""

    TAKEN = "taken"
    CALLED = "called"
    STARTED = "started"
    FINISHED = "finished"
    LEFT = "left"


@dataclass(frozen=True)
class Report:
    """One step of one ticket, its moment corrected."""

    machine: str
    number: str
    step: Step
    at: datetime
    business: str
    window: str
    is_corrected: bool


@dataclass(frozen=True)
class Thresholds:
    """Which services do not count, in seconds."""

    shortest: int
    longest: int
