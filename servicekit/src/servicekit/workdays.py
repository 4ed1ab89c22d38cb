"""Working-day arithmetic; which days are off comes from a table, never from a guess that looks like one.

Working days leave out rest days and public holidays (行政许可法 art. 82), and include weekend
days that are worked instead (调休).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
SATURDAY = 5
# Holidays that fall on the same day every year (全国年节及纪念日放假办法, as of 2025); lunar ones
# need the notice.
FIXED = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
LONGEST = 3660  # days


@dataclass(frozen=True)
class Due:
    """A day, and whether it rests on a year whose notice is not out."""

    day: date
    is_provisional: bool = False


@dataclass(frozen=True)
class Calendar:
    """The days that differ from ordinary weeks, and the years for which the notice is out."""

    #: True: off; false: a weekend day that is worked.
    days: Mapping[date, bool]
    known_years: Collection[int] = field(default_factory=frozenset)

    def is_workday(self, day: date) -> bool:
        """Tell whether a day counts; in a year without notice weekends and fixed holidays are off."""
        is_off = self.days.get(day)
        if is_off is not None:
            return not is_off
        if day.year not in self.known_years and (day.month, day.day) in FIXED:
            return False
        return day.weekday() < SATURDAY

    def is_provisional(self, day: date) -> bool:
        """Tell whether the notice for the year of a day is still out."""
        return day.year not in self.known_years

    def add(self, start: date, workdays: int) -> Due:
        """Return the last of `workdays` working days; the day after `start` is the first that may count.

        Provisional if any day that was looked at lies in a year without notice.
        """
        if workdays < 0:
            raise ValueError("time limits do not run backwards")
        day, left, provisional = start, workdays, False
        for _ in range(LONGEST):
            if not left:
                return Due(day, provisional)
            day += timedelta(days=1)
            provisional = provisional or self.is_provisional(day)
            left -= self.is_workday(day)
        raise ValueError("no working days within ten years")

    def between(self, first: date, last: date) -> int:
        """Return how many working days lie from `first` to `last`, both included."""
        span = (last - first).days + 1
        return sum(self.is_workday(first + timedelta(days=step)) for step in range(max(span, 0)))

    def next_workday(self, day: date) -> date:
        """Return `day` if it counts, else the next day that does."""
        for _ in range(LONGEST):
            if self.is_workday(day):
                return day
            day += timedelta(days=1)
        raise ValueError("no working day within ten years")

    def received_on(self, moment: datetime, *, rest_days_count: bool = True) -> date:
        """Return the local day on which something came in.

        With `rest_days_count=False` what comes on a rest day came on the next working day
        (common practice, not in the act's text: configurable).
        """
        day = moment.astimezone(SHANGHAI).date()
        return day if rest_days_count else self.next_workday(day)

    def shifted(self, due: Due, pauses: Collection[tuple[date, date]]) -> Due:
        """Return a due day moved by the working days inside pauses (特别程序); both ends are paused.

        A day inside several pauses counts once. Provisional if any paused day lies in a year
        without notice.
        """
        paused = {
            first + timedelta(days=step) for first, last in pauses for step in range((last - first).days + 1)
        }
        moved = self.add(due.day, sum(map(self.is_workday, paused)))
        guessed = due.is_provisional or moved.is_provisional or any(map(self.is_provisional, paused))
        return Due(moved.day, guessed)


def tonight(now: datetime, at: time) -> datetime:
    """Return when it is next so late on a local clock: for what is done every night."""
    local = now.astimezone(SHANGHAI)
    today = datetime.combine(local.date(), at, SHANGHAI)
    return today if today > local else today + timedelta(days=1)
