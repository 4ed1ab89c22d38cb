"""Stops asking a service that does not answer, and asks one question to see whether it is back."""

import math
from collections.abc import Callable

from servicekit.problems import NeighbourAway

FAILURES = 5  # in a row
SHORTEST, LONGEST = 1.0, 30.0  # seconds of rest
PROBE_PATIENCE = 5.0  # seconds until another request may try, if the probe was lost


class Breaker:
    """Closed while a service answers; open for a while after failures in a row; then one probe."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._failures = 0
        self._rest = SHORTEST
        self._closed_from = 0.0

    @property
    def is_open(self) -> bool:
        """Whether requests are refused without asking the service."""
        return self._failures >= FAILURES

    def check(self) -> None:
        """Let a request through, or raise what the caller is told.

        Raises:
            NeighbourAway: the service has not answered lately; it says when to come again.

        """
        if self._failures < FAILURES:
            return
        now = self._clock()
        if now < self._closed_from:
            raise NeighbourAway(retry_after=math.ceil(self._closed_from - now))
        # This request is the probe; the others wait for its outcome.
        self._closed_from = now + PROBE_PATIENCE

    def succeeded(self) -> None:
        """The service has answered, whatever it said."""
        self._failures = 0
        self._rest = SHORTEST

    def failed(self) -> None:
        """The service could not be reached, broke off, or did not answer in time."""
        self._failures += 1
        if self._failures >= FAILURES:
            self._closed_from = self._clock() + self._rest
            self._rest = min(self._rest * 2, LONGEST)
