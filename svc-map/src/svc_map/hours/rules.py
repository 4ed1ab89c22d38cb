"""Opening hours on the work calendar.

Weekend days that are worked instead (调休) have the hours of a Monday: the notice does not say which
weekday they stand for. Holidays are closed; other weekend days have whatever hours the week says.
"""

from datetime import date, datetime, timedelta

from servicekit.workdays import FIXED, SATURDAY, SHANGHAI, Calendar
from svc_map.hours.types import Closed, Day, Opening, Reason, Week

MONDAY = 1
#: The longest run of days off that is looked past; the longest holiday so far had nine.
LONGEST_REST = 40
WEEKDAYS = "一二三四五六日"


def is_holiday(calendar: Calendar, day: date) -> bool:
    """Tell whether a day is off as a holiday, not as an ordinary weekend."""
    if calendar.is_workday(day):
        return False
    is_fixed = calendar.is_provisional(day) and (day.month, day.day) in FIXED
    return day.weekday() < SATURDAY or is_fixed or calendar.days.get(day) is True


def day_of(week: Week, calendar: Calendar, day: date) -> Day:
    """Return the hours of one day, local time."""
    is_provisional = calendar.is_provisional(day)
    if is_holiday(calendar, day):
        return Day(day, (), Closed.HOLIDAY, is_provisional)
    is_instead = calendar.is_workday(day) and day.weekday() >= SATURDAY
    spans = [
        (datetime.combine(day, opens, SHANGHAI), datetime.combine(day, closes, SHANGHAI))
        for opens, closes in sorted(week.get(MONDAY if is_instead else day.isoweekday(), ()))
    ]
    is_weekend = day.weekday() >= SATURDAY and not is_instead
    closed = None if spans else Closed.WEEKEND if is_weekend else Closed.NOW
    return Day(day, spans, closed, is_provisional)


def open_at(week: Week, calendar: Calendar, moment: datetime) -> Opening:
    """Return whether a place is open at a moment; of its closing time it is closed."""
    local = moment.astimezone(SHANGHAI)
    today = day_of(week, calendar, local.date())
    for opens, closes in today.spans:
        if opens <= local < closes:
            return Opening(is_open=True, next_change=closes, is_provisional=today.is_provisional)
    later = [opens for opens, _ in today.spans if opens > local]
    has_been_open = any(closes <= local for _, closes in today.spans)
    if later:
        why_not = Closed.LUNCH_BREAK if has_been_open else Closed.NOW
        return Opening(False, why_not, later[0], today.is_provisional)
    onward = next_opening(week, calendar, local.date())
    is_provisional = today.is_provisional or (onward is not None and calendar.is_provisional(onward.date()))
    return Opening(False, today.closed or Closed.NOW, onward, is_provisional)


def next_opening(week: Week, calendar: Calendar, after: date) -> datetime | None:
    """Return when a place opens next after a day, or `None` if not within forty days."""
    for step in range(1, LONGEST_REST + 1):
        spans = day_of(week, calendar, after + timedelta(days=step)).spans
        if spans:
            return spans[0][0]
    return None


def told(moment: datetime, seen_from: datetime, *, seconds: bool = False) -> str:
    """Return a moment as people say it, with its day unless that is today."""
    local, today = moment.astimezone(SHANGHAI), seen_from.astimezone(SHANGHAI).date()
    clock = f"{local:%H:%M:%S}" if seconds else f"{local:%H:%M}"
    if local.date() == today:
        return clock
    year = "" if local.year == today.year else f"{local.year}年"
    return f"{year}{local.month}月{local.day}日 {clock}"


def explain(opening: Opening, at: datetime) -> list[Reason]:
    """Return in words why a place is closed at a moment; nothing if it is open."""
    if opening.why_not is None:
        return []
    weekday = WEEKDAYS[at.astimezone(SHANGHAI).weekday()]
    text = {
        Closed.NOW: "不在开放时间",
        Closed.LUNCH_BREAK: "午间休息",
        Closed.WEEKEND: f"周{weekday}不开放",
        Closed.HOLIDAY: "节假日不开放",
    }[opening.why_not]
    if opening.next_change is not None:
        text += f"，{told(opening.next_change, at)} 开放"
    if opening.is_provisional:
        text += "（放假安排尚未公布，以公布为准）"
    return [Reason(opening.why_not, text)]
