"""When a device is on duty, and until when it may be silent."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from servicekit.problems import invalid
from servicekit.workdays import SHANGHAI, Calendar

#: The longest run of days off that is looked past; the longest holiday so far had nine.
LONGEST_REST = 40


@dataclass(frozen=True)
class Hours:
    """The hours of a working day at which a device is on duty; none: round the clock, every day."""

    opens: time | None = None
    closes: time | None = None

    @classmethod
    def of(cls, opens: str | None, closes: str | None, *, is_round_the_clock: bool) -> "Hours":
        """Return the hours of a device from how they are kept."""
        if is_round_the_clock or opens is None or closes is None:
            return cls()
        return cls(time.fromisoformat(opens), time.fromisoformat(closes))

    def on(self, day: date, calendar: Calendar) -> tuple[datetime, datetime] | None:
        """Return from when to when a device is on duty on a day, or `None` if it is not; both local."""
        if self.opens is None or self.closes is None:
            start = datetime.combine(day, time(), SHANGHAI)
            return start, start + timedelta(days=1)
        if not calendar.is_workday(day):
            return None
        return (
            datetime.combine(day, self.opens, SHANGHAI),
            datetime.combine(day, self.closes, SHANGHAI),
        )


def is_on_duty(hours: Hours, calendar: Calendar, moment: datetime) -> bool:
    """Tell whether a device is to be in use at a moment."""
    span = hours.on(moment.astimezone(SHANGHAI).date(), calendar)
    return span is not None and span[0] <= moment < span[1]


def overdue_at(
    hours: Hours, calendar: Calendar, silent_from: datetime, silence: timedelta
) -> datetime | None:
    """Return the first moment at which a device has been on duty and silent for `silence` on end.

    What it keeps silent before it opens does not count, and closing starts the count anew. `None` if
    it is never on duty for so long.
    """
    if hours.opens is None:
        return silent_from + silence
    day = silent_from.astimezone(SHANGHAI).date()
    for step in range(LONGEST_REST):
        span = hours.on(day + timedelta(days=step), calendar)
        if span is None:
            continue
        overdue = max(silent_from, span[0]) + silence
        if overdue < span[1]:
            return overdue
    return None


def check_hours(opens: str | None, closes: str | None, *, is_round_the_clock: bool) -> None:
    """Refuse hours at which a device could never be on duty.

    Raises:
        MalformedRequest: a device that does not run round the clock has no hours, or closes before it opens.

    """
    if opens is None and closes is None and is_round_the_clock:
        return
    if opens is None:
        raise invalid(
            "#/opens", "is needed unless the device runs round the clock", "非24小时设备须填写开放时间"
        )
    if closes is None:
        raise invalid(
            "#/closes", "is needed unless the device runs round the clock", "非24小时设备须填写关闭时间"
        )
    if closes <= opens:
        raise invalid("#/closes", "is not after opens", "关闭时间须晚于开放时间")
