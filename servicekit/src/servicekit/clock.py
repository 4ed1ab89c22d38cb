"""Time as an argument, so that tests can hold it still and a demonstration can move it."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, TypeAlias

from fastapi import Depends
from starlette.requests import HTTPConnection

Clock: TypeAlias = Callable[[], datetime]

LOOK_AGAIN = 0.2  # seconds


def utc_now() -> datetime:
    """Return the current time, always aware and always UTC."""
    return datetime.now(UTC)


class ShiftedClock:
    """The current time plus the seconds that a shared file holds.

    All processes that read one file move together, so that legal clocks can be
    shown. Settings refuse such a file in production.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._offset = timedelta()
        self._read_at = -LOOK_AGAIN

    def __call__(self) -> datetime:
        """Return the shifted time; a missing or unreadable file shifts nothing."""
        now = time.monotonic()
        if now - self._read_at >= LOOK_AGAIN:
            self._read_at = now
            try:
                self._offset = timedelta(seconds=float(self._file.read_text() or "0"))
            except (OSError, ValueError):
                self._offset = timedelta()
        return utc_now() + self._offset


async def moment_of(connection: HTTPConnection) -> datetime:
    """Read the clock that the application was built with."""
    now: datetime = connection.app.state.clock()
    return now


# One request happens at one moment: every row and event that it writes agrees on it.
Now = Annotated[datetime, Depends(moment_of)]
