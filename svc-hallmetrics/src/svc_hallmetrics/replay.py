"""A day of two halls as real machines would report it: with duplicates, disorder, a fast clock and slips."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
FAST = timedelta(minutes=7)
# Shares of visitors.
LEAVES, SLIPS, FORGOTTEN, SILENT = 0.04, 0.03, 0.02, 0.5


@dataclass(frozen=True)
class Visit:
    """What really happened to one visitor."""

    hall_id: str
    machine: str
    number: str
    business: str
    taken_at: datetime
    called_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    left_at: datetime | None


def visits(day: date, seed: int = 7, per_hall: int = 1050) -> list[Visit]:
    """Return the true visits of a day in two halls."""
    chance = random.Random(seed)  # noqa: S311 - a reproducible day, not a secret
    found: list[Visit] = []
    opening = datetime.combine(day, datetime.min.time(), SHANGHAI) + timedelta(hours=8, minutes=30)
    for hall_id in ("site-01", "site-02"):
        for serial in range(per_hall):
            machine = f"M{serial % 3 + 1}"
            taken = opening + timedelta(seconds=chance.uniform(0, 8 * 3600))
            wait = timedelta(seconds=round(chance.expovariate(1 / 540)) + 5)
            called = taken + wait
            leaves = chance.random() < LEAVES
            # Four seconds: the clerk pressed twice.
            service = timedelta(
                seconds=4 if chance.random() < SLIPS else round(chance.gauss(480, 150)) % 3000 + 30
            )
            forgot = chance.random() < FORGOTTEN
            found.append(
                Visit(
                    hall_id=hall_id,
                    machine=machine,
                    number=f"{'ABC'[serial % 3]}{serial // 3 + 1:03d}",
                    business="ABC"[serial % 3],
                    taken_at=taken.replace(microsecond=0),
                    called_at=None if leaves else called.replace(microsecond=0),
                    started_at=None if leaves else (called + timedelta(seconds=20)).replace(microsecond=0),
                    finished_at=None if leaves or forgot else (called + service).replace(microsecond=0),
                    # Half of those who go do not tell the machine.
                    left_at=(taken + timedelta(minutes=25)).replace(microsecond=0)
                    if leaves and chance.random() >= SILENT
                    else None,
                )
            )
    return found


def batches(
    day: date, seed: int = 7, size: int = 200, per_hall: int = 1050
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield hall and body of what the machines send: M2 of the first hall is seven minutes fast."""
    chance = random.Random(seed + 1)  # noqa: S311
    lines: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for visit in visits(day, seed, per_hall):
        fast = FAST if (visit.hall_id, visit.machine) == ("site-01", "M2") else timedelta()
        for step, at in (
            ("taken", visit.taken_at),
            ("called", visit.called_at),
            ("started", visit.started_at),
            ("finished", visit.finished_at),
            ("left", visit.left_at),
        ):
            if at is None:
                continue
            line = {"number": visit.number, "step": step, "at": (at + fast).isoformat()}
            line |= {"business": visit.business, "customer_name": "不应保存", "customer_phone": "13705760000"}
            lines.setdefault((visit.hall_id, visit.machine), []).append(line)
    noon = datetime.combine(day, datetime.min.time(), SHANGHAI) + timedelta(hours=20)
    for (hall_id, machine), found in lines.items():
        found += chance.sample(found, max(1, len(found) // 100))  # one in a hundred comes twice
        chance.shuffle(found)
        fast = FAST if (hall_id, machine) == ("site-01", "M2") else timedelta()
        for start in range(0, len(found), size):
            yield (
                hall_id,
                {
                    "machine": machine,
                    "machine_now": (noon + fast).isoformat(),
                    "observed_at": noon.isoformat(),
                    "events": found[start : start + size],
                },
            )
