"""What is true of a year's days off whatever the database and the network do."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from servicekit.workdays import FIXED, SATURDAY
from svc_catalog.calendar.types import WORKED, Day, Finding, Notice

LONGEST = 15  # days in a row; no notice has had as many
#: 全国年节及纪念日放假办法 (国务院令第795号): 13 days from 2025 on, 11 before; one at least of each.
STATUTORY, STATUTORY_BEFORE, CHANGED_IN = 13, 11, 2025
NAMES = ("元旦", "春节", "清明", "劳动", "端午", "中秋", "国庆")
#: 2 May is a holiday from 2025 on.
NEW_DAY = (5, 2)


def findings(notice: Notice, *, is_final_already: bool) -> list[Finding]:
    """Return what does not hold in a notice."""
    found = [*_spans(notice), *_worked(notice)]
    if notice.is_provisional and is_final_already:
        found.append(
            Finding(
                "final-already", "#/is_provisional", "the notice is out", "该年份已有正式通知，不能改回暂定"
            )
        )
    if not found and not notice.is_provisional:
        found = [*_statutory(notice), *_sum(notice)]
    return found


def days(notice: Notice) -> list[Day]:
    """Return the days of a notice that lie in its year, in their order."""
    found = [
        Day(day, is_off=True, name=holiday.name)
        for holiday in notice.holidays
        for day in _span(holiday.first, holiday.last)
        if day.year == notice.year
    ]
    found += [Day(day, is_off=False, name=WORKED) for day in notice.worked]
    return sorted(found, key=lambda day: day.date)


def difference(before: Iterable[Day], after: Iterable[Day]) -> tuple[list[Day], list[Day]]:
    """Return the days that come and those that go; one that is renamed does both."""
    old, new = set(before), set(after)
    return sorted(new - old, key=lambda day: day.date), sorted(old - new, key=lambda day: day.date)


def _span(first: date, last: date) -> list[date]:
    return [first + timedelta(days=step) for step in range((last - first).days + 1)]


def is_weekend(day: date) -> bool:
    """Tell whether a day is a Saturday or a Sunday."""
    return day.weekday() >= SATURDAY


def _spans(notice: Notice) -> Iterator[Finding]:
    seen: set[date] = set()
    for place, holiday in enumerate(notice.holidays):
        where = f"#/holidays/{place}"
        if holiday.last < holiday.first:
            yield Finding("backwards", f"{where}/last", "ends before it begins", "结束日期早于开始日期")
            continue
        if (holiday.last - holiday.first).days >= LONGEST:
            yield Finding("too-long", f"{where}/last", "no holiday is so long", "假期超过十五天")
            continue
        span = _span(holiday.first, holiday.last)
        # A holiday may begin on the weekend before New Year: those days are off anyway.
        if any(day.year != notice.year and not is_weekend(day) for day in span):
            yield Finding("other-year", where, "lies in another year", "跨年的工作日请在其所在年份登记")
        if seen & set(span):
            yield Finding("overlap", where, "overlaps another holiday", "与另一个假期重叠")
        seen |= set(span)


def _worked(notice: Notice) -> Iterator[Finding]:
    off = {
        day
        for holiday in notice.holidays
        if (holiday.last - holiday.first).days < LONGEST
        for day in _span(holiday.first, holiday.last)
    }
    for place, day in enumerate(notice.worked):
        where = f"#/worked/{place}"
        if day in notice.worked[:place]:
            yield Finding("twice", where, "stands there twice", "日期重复")
        if day.year != notice.year:
            yield Finding("other-year", where, "lies in another year", "请在其所在年份登记")
        if not is_weekend(day):
            yield Finding("no-weekend", where, "is worked anyway", "调休上班日应为周六或周日")
        if day in off:
            yield Finding("worked-and-off", where, "is a day off as well", "同一天既放假又上班")


def _statutory(notice: Notice) -> Iterator[Finding]:
    named = [holiday.name for holiday in notice.holidays]
    for name in NAMES:
        if not any(name in one for one in named):
            yield Finding("missing-holiday", "#/holidays", f"{name} is missing", f"缺少{name}")
    off = {(day.date.month, day.date.day) for day in days(notice) if day.is_off}
    wanted = FIXED if notice.year >= CHANGED_IN else FIXED - {NEW_DAY}
    for month, day in sorted(wanted - off):
        yield Finding(
            "fixed-day-not-off",
            "#/holidays",
            f"{month}-{day} is not off",
            f"{month} 月 {day} 日是法定节假日，未列入",
        )


def _sum(notice: Notice) -> Iterator[Finding]:
    """Days off in the week less weekend days that are worked are the statutory days, as in every notice."""
    won = sum(day.is_off and not is_weekend(day.date) for day in days(notice)) - len(notice.worked)
    wanted = STATUTORY if notice.year >= CHANGED_IN else STATUTORY_BEFORE
    if won != wanted:
        yield Finding(
            "days-do-not-add-up",
            "#/worked",
            f"{won} days off are won instead of {wanted}",
            f"放假天数与调休天数相抵为 {won} 天，法定应为 {wanted} 天",
            may_be_accepted=True,
        )
