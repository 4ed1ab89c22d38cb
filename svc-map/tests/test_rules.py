"""Hours on the work calendar."""

from datetime import date, datetime, time

import pytest

from servicekit.problems import MalformedRequest
from servicekit.workdays import SHANGHAI, Calendar
from svc_map.hours import rules as hours
from svc_map.hours.schemas import HoursIn
from svc_map.hours.types import Closed
from svc_map.sites.rules import check_hours

CALENDAR = Calendar(
    {date(2026, 5, day): True for day in range(1, 6)} | {date(2026, 5, 9): False, date(2026, 9, 26): True},
    known_years=frozenset({2026}),
)
MORNING, AFTERNOON = (time(8, 30), time(12)), (time(14), time(17, 30))
WEEK = {weekday: [MORNING, AFTERNOON] for weekday in range(1, 6)} | {6: [(time(9), time(12))]}


@pytest.mark.parametrize(
    ("moment", "is_open", "why_not", "next_change"),
    [
        ("2026-04-30T08:29:59", False, Closed.NOW, "2026-04-30T08:30:00"),
        ("2026-04-30T08:30:00", True, None, "2026-04-30T12:00:00"),
        ("2026-04-30T12:00:00", False, Closed.LUNCH_BREAK, "2026-04-30T14:00:00"),
        ("2026-04-30T12:15:00", False, Closed.LUNCH_BREAK, "2026-04-30T14:00:00"),
        # Five days of holiday follow.
        ("2026-04-30T17:30:00", False, Closed.NOW, "2026-05-06T08:30:00"),
        ("2026-05-01T10:00:00", False, Closed.HOLIDAY, "2026-05-06T08:30:00"),
        ("2026-05-02T10:00:00", False, Closed.HOLIDAY, "2026-05-06T08:30:00"),
        # A worked Saturday has a weekday's hours, an ordinary one its own.
        ("2026-05-09T15:00:00", True, None, "2026-05-09T17:30:00"),
        ("2026-05-16T11:00:00", True, None, "2026-05-16T12:00:00"),
        ("2026-05-16T15:00:00", False, Closed.NOW, "2026-05-18T08:30:00"),
        ("2026-05-17T10:00:00", False, Closed.WEEKEND, "2026-05-18T08:30:00"),
        # A Saturday inside a holiday.
        ("2026-09-26T10:00:00", False, Closed.HOLIDAY, "2026-09-28T08:30:00"),
    ],
)
def test_hours_follow_the_work_calendar(
    moment: str, is_open: bool, why_not: Closed | None, next_change: str
) -> None:
    found = hours.open_at(WEEK, CALENDAR, datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI))

    assert (found.is_open, found.why_not, found.is_provisional) == (is_open, why_not, False)
    assert found.next_change == datetime.fromisoformat(next_change).replace(tzinfo=SHANGHAI)


def test_a_year_without_notice_is_marked_and_has_only_the_fixed_holidays() -> None:
    labour_day = hours.open_at(WEEK, CALENDAR, datetime(2027, 5, 1, 10, tzinfo=SHANGHAI))
    year_end = hours.open_at(WEEK, CALENDAR, datetime(2026, 12, 31, 18, tzinfo=SHANGHAI))

    assert (labour_day.why_not, labour_day.is_provisional) == (Closed.HOLIDAY, True)
    assert year_end.next_change == datetime(2027, 1, 2, 9, tzinfo=SHANGHAI)
    assert year_end.is_provisional
    assert "尚未公布" in hours.explain(year_end, datetime(2026, 12, 31, 18, tzinfo=SHANGHAI))[0].text


def test_a_place_without_hours_never_opens() -> None:
    found = hours.open_at({}, CALENDAR, datetime(2026, 4, 30, 10, tzinfo=SHANGHAI))

    assert (found.is_open, found.why_not, found.next_change) == (False, Closed.NOW, None)


@pytest.mark.parametrize(
    ("spans", "pointer"),
    [
        ([("12:00", "08:30")], "#/hours/0/closes"),
        ([("08:30", "12:00"), ("11:00", "15:00")], "#/hours/1"),
        ([("08:30", "12:00"), ("12:00", "15:00")], "#/hours/1"),
    ],
)
def test_hours_that_contradict_each_other_are_refused_where_they_do(
    spans: list[tuple[str, str]], pointer: str
) -> None:
    rows = [HoursIn(weekday=1, opens=opens, closes=closes) for opens, closes in spans]

    with pytest.raises(MalformedRequest) as refused:
        check_hours(rows)

    assert refused.value.extensions["errors"][0]["pointer"] == pointer
