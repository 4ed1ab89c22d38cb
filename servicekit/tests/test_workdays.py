"""The vectors of the legal clock, computed independently."""

from datetime import UTC, date, datetime, time, timedelta

import chinese_calendar
import pytest

from servicekit.workdays import SHANGHAI, Calendar, Due, tonight


def span(first: str, last: str) -> list[date]:
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    return [begin + timedelta(days=step) for step in range((end - begin).days + 1)]


OFF_2026 = [
    ("2026-01-01", "2026-01-03"),
    ("2026-02-15", "2026-02-23"),
    ("2026-04-04", "2026-04-06"),
    ("2026-05-01", "2026-05-05"),
    ("2026-06-19", "2026-06-21"),
    ("2026-09-25", "2026-09-27"),
    ("2026-10-01", "2026-10-07"),
]
WORKED_2026 = ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"]
OFF_2025 = [
    ("2025-01-01", "2025-01-01"),
    ("2025-01-28", "2025-02-04"),
    ("2025-04-04", "2025-04-06"),
    ("2025-05-01", "2025-05-05"),
    ("2025-05-31", "2025-06-02"),
    ("2025-10-01", "2025-10-08"),
]
WORKED_2025 = ["2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"]
CALENDAR = Calendar(
    {day: True for first, last in OFF_2025 + OFF_2026 for day in span(first, last)}
    | {date.fromisoformat(day): False for day in WORKED_2025 + WORKED_2026},
    known_years={2025, 2026},
)


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-02-11", 5, "2026-02-25"),
        ("2026-09-24", 5, "2026-10-09"),
        ("2026-09-30", 1, "2026-10-08"),
        ("2026-09-30", 5, "2026-10-13"),
        ("2026-04-30", 20, "2026-06-01"),
        ("2026-04-30", 30, "2026-06-15"),
        ("2026-04-30", 45, "2026-07-07"),
        ("2026-09-18", 1, "2026-09-20"),
        ("2026-02-15", 5, "2026-02-28"),
        ("2026-04-30", 0, "2026-04-30"),
    ],
)
def test_a_time_limit_ends_where_the_law_says(start: str, days: int, due: str) -> None:
    assert CALENDAR.add(date.fromisoformat(start), days) == Due(date.fromisoformat(due))


def test_2026_has_248_working_days() -> None:
    assert CALENDAR.between(date(2026, 1, 1), date(2026, 12, 31)) == 248


def test_it_is_tomorrow_in_shanghai_already() -> None:
    received = CALENDAR.received_on(datetime(2026, 2, 11, 16, 30, tzinfo=UTC))

    assert received == date(2026, 2, 12)
    assert CALENDAR.add(received, 5).day == date(2026, 2, 26)


def test_what_comes_on_a_rest_day_may_count_from_the_next_working_day() -> None:
    came = datetime(2026, 2, 15, 4, tzinfo=UTC)

    assert CALENDAR.received_on(came) == date(2026, 2, 15)
    received = CALENDAR.received_on(came, rest_days_count=False)
    assert received == date(2026, 2, 24)
    assert CALENDAR.add(received, 5).day == date(2026, 3, 2)


def test_a_year_without_notice_is_provisional_and_new_year_is_still_off() -> None:
    due = CALENDAR.add(date(2026, 12, 31), 1)

    assert due.is_provisional
    assert due.day == date(2027, 1, 4)


def test_a_pause_moves_the_due_day_by_its_working_days() -> None:
    due = CALENDAR.add(date(2026, 4, 30), 20)

    moved = CALENDAR.shifted(due, [(date(2026, 5, 7), date(2026, 5, 11))])

    # Thursday 7, Friday 8, the worked Saturday 9 and Monday 11 lie inside.
    assert moved == CALENDAR.add(due.day, 4)


def test_overlapping_pauses_count_once() -> None:
    due = CALENDAR.add(date(2026, 4, 30), 20)
    whole = (date(2026, 5, 7), date(2026, 5, 11))

    assert CALENDAR.shifted(due, [whole, (date(2026, 5, 8), date(2026, 5, 9)), whole]) == CALENDAR.shifted(
        due, [whole]
    )


def test_a_pause_of_rest_days_or_none_moves_nothing() -> None:
    due = CALENDAR.add(date(2026, 4, 30), 20)

    assert CALENDAR.shifted(due, []) == due
    assert CALENDAR.shifted(due, [(date(2026, 5, 2), date(2026, 5, 4))]) == due


def test_a_pause_in_a_year_without_notice_makes_the_due_day_provisional() -> None:
    calendar = Calendar(CALENDAR.days, known_years={2026})
    due = calendar.add(date(2026, 1, 6), 5)

    assert not due.is_provisional
    assert calendar.shifted(due, [(date(2025, 12, 30), date(2026, 1, 7))]).is_provisional


def test_the_notices_agree_with_those_of_another_source() -> None:
    for day in span("2025-01-01", "2026-12-31"):
        assert CALENDAR.is_workday(day) == chinese_calendar.is_workday(day), day


@pytest.mark.parametrize(
    "day", ["2027-01-01", "2027-05-01", "2027-05-02", "2027-10-01", "2027-10-02", "2027-10-03"]
)
def test_fixed_holidays_are_off_before_the_notice_is_out(day: str) -> None:
    assert not CALENDAR.is_workday(date.fromisoformat(day))
    assert CALENDAR.is_provisional(date.fromisoformat(day))


def test_once_the_notice_is_out_it_alone_decides() -> None:
    known = Calendar({date(2027, 1, 1): True, date(2027, 1, 3): False}, known_years={2026, 2027})

    assert known.add(date(2027, 1, 1), 1) == Due(date(2027, 1, 3))


def test_time_limits_do_not_run_backwards() -> None:
    with pytest.raises(ValueError, match="backwards"):
        CALENDAR.add(date(2026, 4, 30), -1)


def test_a_calendar_without_working_days_ends_the_search() -> None:
    never = Calendar(dict.fromkeys(span("2026-01-01", "2036-12-31"), True))

    with pytest.raises(ValueError, match="ten years"):
        never.add(date(2026, 1, 1), 1)
    with pytest.raises(ValueError, match="ten years"):
        never.next_workday(date(2026, 1, 1))


def test_between_counts_both_ends_and_nothing_backwards() -> None:
    assert CALENDAR.between(date(2026, 5, 9), date(2026, 5, 11)) == 2
    assert CALENDAR.between(date(2026, 5, 11), date(2026, 5, 9)) == 0


@pytest.mark.parametrize(
    ("hour", "day"), [(0, 1), (1, 1), (2, 2), (23, 2)], ids=["before", "just before", "at it", "after"]
)
def test_what_is_done_every_night_is_done_at_the_next_one(hour: int, day: int) -> None:
    now = datetime(2026, 5, 1, hour, tzinfo=SHANGHAI).astimezone(UTC)

    assert tonight(now, time(2)) == datetime(2026, 5, day, 2, tzinfo=SHANGHAI)
