"""What is true of silence and hearing whatever the database does."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.problems import MalformedRequest
from servicekit.workdays import SHANGHAI, Calendar
from svc_kiosk.alarms.types import Kind
from svc_kiosk.devices.rules import Hours, check_hours, is_on_duty, overdue_at
from svc_kiosk.heartbeats.rules import faults_of
from svc_kiosk.heartbeats.types import Condition
from svc_kiosk.presence.rules import Heard, hears_since, is_hushed, listened

MINUTE = timedelta(minutes=1)
SPRING = {date(2026, 5, day): True for day in range(1, 6)} | {date(2026, 5, 9): False}
CALENDAR = Calendar(SPRING, known_years=frozenset({2026}))
START = datetime(2026, 4, 30, tzinfo=SHANGHAI)


@given(
    silent_from=st.integers(0, 11 * 24 * 60),
    opens=st.integers(0, 20 * 60),
    lasts=st.integers(1, 200),
    silence=st.integers(1, 10),
)
def test_a_terminal_is_overdue_at_the_first_minute_that_ends_a_whole_silence_on_duty(
    silent_from: int, opens: int, lasts: int, silence: int
) -> None:
    clock = [time(minute // 60, minute % 60) for minute in (opens, opens + lasts)]
    hours = Hours(*clock)

    def on_duty(minute: int) -> bool:
        at = START + minute * MINUTE
        return CALENDAR.is_workday(at.date()) and clock[0] <= at.time() < clock[1]

    found = overdue_at(hours, CALENDAR, START + silent_from * MINUTE, silence * MINUTE)

    # The longest rest of that spring is over by then.
    horizon = silent_from + silence + 10 * 24 * 60
    watched = 0  # minutes on duty up to and with this one
    expected = None
    for minute in range(silent_from, horizon):
        watched = watched + 1 if on_duty(minute) else 0
        if watched > silence:
            expected = START + minute * MINUTE
            break
    assert found == expected


def test_a_terminal_is_not_overdue_at_the_very_moment_it_closes() -> None:
    hours = Hours(time(8, 30), time(17, 30))
    three = timedelta(minutes=3)

    assert overdue_at(hours, CALENDAR, datetime(2026, 4, 30, 17, 26, 59, tzinfo=SHANGHAI), three) == datetime(
        2026, 4, 30, 17, 29, 59, tzinfo=SHANGHAI
    )
    assert overdue_at(hours, CALENDAR, datetime(2026, 4, 30, 17, 27, tzinfo=SHANGHAI), three) == datetime(
        2026, 5, 6, 8, 33, tzinfo=SHANGHAI
    )


def test_hours_shorter_than_the_silence_are_never_overdue() -> None:
    assert overdue_at(Hours(time(9), time(9, 2)), CALENDAR, START, 3 * MINUTE) is None


def test_duty_follows_the_work_calendar() -> None:
    hours = Hours(time(8, 30), time(17, 30))

    def at(day: int, hour: int) -> bool:
        return is_on_duty(hours, CALENDAR, datetime(2026, 5, day, hour, tzinfo=SHANGHAI))

    assert [at(1, 10), at(6, 10), at(6, 20), at(9, 10), at(10, 10)] == [False, True, False, True, False]
    assert is_on_duty(Hours(), CALENDAR, datetime(2026, 5, 1, 3, tzinfo=SHANGHAI))


@pytest.mark.parametrize(
    ("opens", "closes", "always", "pointer"),
    [
        (None, None, False, "#/opens"),
        ("08:30", None, False, "#/closes"),
        ("08:30", None, True, "#/closes"),
        ("17:30", "08:30", False, "#/closes"),
        ("08:30", "08:30", True, "#/closes"),
    ],
)
def test_hours_that_nobody_could_keep_are_refused(
    opens: str | None, closes: str | None, always: bool, pointer: str
) -> None:
    with pytest.raises(MalformedRequest) as refused:
        check_hours(opens, closes, is_round_the_clock=always)

    assert [error["pointer"] for error in refused.value.extensions["errors"]] == [pointer]


NOW = datetime(2026, 4, 30, 1, tzinfo=UTC)
LIMIT = timedelta(seconds=60)


def after(
    heard: Heard | None, *, seconds: float = 2, comes_through: bool = True, hushed: bool = False
) -> Heard:
    now = (heard.checked_at if heard else NOW) + timedelta(seconds=seconds)
    return listened(heard, now, comes_through=comes_through, hushed=hushed, limit=LIMIT)


def test_we_hear_from_the_first_call_that_comes_through() -> None:
    deaf = after(None, comes_through=False)
    first = after(deaf)
    later = after(after(first))

    assert deaf.open_since is None
    assert first.open_since == first.checked_at
    assert later.open_since == first.checked_at


def test_one_call_that_does_not_come_through_puts_judgement_off_and_two_begin_anew() -> None:
    heard = after(None)
    doubt = after(heard, comes_through=False)
    deaf = after(doubt, comes_through=False)

    assert hears_since(doubt, doubt.checked_at, LIMIT) is None
    assert after(doubt).open_since == heard.open_since
    assert after(deaf).open_since == deaf.checked_at + timedelta(seconds=2)


@pytest.mark.parametrize("seconds", [61, -1])
def test_a_watcher_that_was_away_or_whose_clock_went_back_begins_anew(seconds: float) -> None:
    heard = after(None)

    assert hears_since(heard, heard.checked_at + timedelta(seconds=seconds), LIMIT) is None
    assert after(heard, seconds=seconds).open_since == heard.checked_at + timedelta(seconds=seconds)
    assert after(after(heard, seconds=seconds, comes_through=False)).open_since != heard.open_since


def test_a_hush_is_a_crowd_that_fell_silent_together_and_not_too_long_ago() -> None:
    def hush(seconds: float, speakers: int = 5) -> bool:
        last = NOW - timedelta(seconds=seconds)
        return is_hushed(NOW, last, speakers, beat_every=60, crowd=5, longest=1800)

    assert [hush(90), hush(91), hush(1800), hush(1801)] == [False, True, True, False]
    assert not hush(91, speakers=4)
    assert not is_hushed(NOW, None, 9, beat_every=60, crowd=5, longest=1800)


def test_a_beat_gives_reason_for_alarm_by_what_it_says() -> None:
    def faults(**said: Any) -> tuple[Kind, ...]:
        usual: dict[str, Any] = {"app": "ok", "parts": (), "supplies": (), "clock_ahead": 0}
        return faults_of(Condition(**(usual | said)), tolerance=60, low=5)

    assert faults(parts=("ok", "absent"), supplies=(6,), clock_ahead=60) == ()
    assert faults(clock_ahead=-60.5) == (Kind.CLOCK,)
    assert faults(supplies=(80, 5)) == (Kind.PAPER,)
    assert faults(app="fault", parts=("ok", "fault")) == (Kind.APP, Kind.PERIPHERAL)
