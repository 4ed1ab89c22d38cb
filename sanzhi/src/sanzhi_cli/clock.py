"""`sanzhi clock`: moves the suite's time, so that legal clocks can be shown."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes", "s": "seconds"}


def moved(offset: timedelta, change: str) -> timedelta:
    """Return the offset after a change such as `+3d`, `-2h30m` or `reset`.

    Raises:
        ValueError: it is none of these.

    """
    if change == "reset":
        return timedelta()
    if not re.fullmatch(r"[+-](\d+[wdhms])+", change):
        raise ValueError("say +3d, -2h30m (w, d, h, m, s) or reset")
    amount = timedelta(**{UNITS[unit]: int(number) for number, unit in re.findall(r"(\d+)([wdhms])", change)})
    return offset + amount if change[0] == "+" else offset - amount


def read_offset(file: Path) -> timedelta:
    """Return how far the suite's clock is moved."""
    return timedelta(seconds=float(file.read_text() or "0")) if file.exists() else timedelta()


def write_offset(file: Path, offset: timedelta) -> None:
    """Move the clock of all that read this file, within a second; the file is never half written."""
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_suffix(".new")
    unfinished.write_text(f"{offset.total_seconds():.0f}\n")
    unfinished.rename(file)


def spoken(offset: timedelta) -> str:
    """Return the suite's time, and how far that is from the true one."""
    now = (datetime.now(UTC) + offset).astimezone().isoformat(sep=" ", timespec="seconds")
    way = "ahead" if offset > timedelta() else "behind"
    return f"{now}, {abs(offset)} {way}" if offset else f"{now}, the true time"
