"""Whatever a terminal's beats look like: an alarm is raised if and only if it was silent too long on duty."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from servicekit.db import SessionMaker
from servicekit.deadlines import DeadlineRow
from servicekit.workdays import SHANGHAI
from svc_kiosk.devices.models import Presence
from svc_kiosk.devices.types import LOOK

MINUTE = timedelta(minutes=1)
SILENCE, STEADY = 3, 2  # minutes and beats, as the settings have them
#: The evening before a worked Saturday, and the evening before a holiday, each with the next morning.
STARTS = ("2026-05-08", "2026-04-30")
WORKED = {"2026-05-08", "2026-05-09", "2026-04-30"}
WINDOW = 20 * 60  # minutes from 15:00 on

numbers = count(1)


@pytest.fixture
def sessions(real_sessions: SessionMaker) -> SessionMaker:
    """Real commits: a row that one transaction changes ten thousand times is slow to read in it."""
    return real_sessions


@dataclass
class Raised:
    """One alarm, in minutes from the start."""

    since: int
    raised_at: int
    ended_at: int | None = None


def is_on_duty(moment: datetime, *, always: bool) -> bool:
    at = moment.astimezone(SHANGHAI)
    return always or (f"{at:%Y-%m-%d}" in WORKED and "08:30" <= f"{at:%H:%M}" < "17:30")


def expected(start: datetime, beats: set[int], *, always: bool) -> list[Raised]:
    """The alarms of a schedule, found minute by minute by somebody who just watches."""
    alarms: list[Raised] = []
    last = back = streak = 0
    seen = False
    for minute in range(WINDOW):
        if minute in beats:
            streak = streak + 1 if seen and minute - last < SILENCE else 1
            back = back if streak > 1 else minute
            last, seen = minute, True
            if alarms and alarms[-1].ended_at is None and streak >= STEADY:
                alarms[-1].ended_at = back
        has_open = bool(alarms) and alarms[-1].ended_at is None
        watched = all(
            is_on_duty(start + (minute - before) * MINUTE, always=always) for before in range(SILENCE + 1)
        )
        if seen and not has_open and watched and minute - last >= SILENCE:
            alarms.append(Raised(last, minute))
    return alarms


async def next_look(street: Any, device: str) -> datetime | None:
    """When the service itself means to look: if it forgets, nobody looks."""
    async with street.sessions() as session:
        row = select(DeadlineRow.due_at).where(DeadlineRow.kind == LOOK, DeadlineRow.subject == device)
        found: datetime | None = await session.scalar(row)
        return found


async def forget_earlier_terminals(street: Any) -> None:
    """Leave the street to one terminal: a crowd that falls silent would be taken for our own deafness."""
    async with street.sessions.begin() as session:
        await session.execute(delete(DeadlineRow).where(DeadlineRow.kind == LOOK))
        await session.execute(update(Presence).values(last_seen_at=None))


runs = st.tuples(st.integers(0, WINDOW - 1), st.integers(1, 6), st.integers(1, 5))


@given(day=st.sampled_from(STARTS), always=st.booleans(), made_of=st.lists(runs, min_size=1, max_size=4))
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
async def test_an_alarm_is_raised_exactly_when_a_terminal_on_duty_is_silent_too_long(
    street: Any, day: str, always: bool, made_of: list[tuple[int, int, int]]
) -> None:
    beats = {
        first + step * gap
        for first, times, gap in made_of
        for step in range(times)
        if first + step * gap < WINDOW
    }
    await forget_earlier_terminals(street)
    hours = {} if always else street.BY_DAY
    start = street.clock.at = street.local(day, "15:00")
    device = await street.register(f"kiosk-{next(numbers):04}", **hours)

    left = sorted(beats)
    end = start + (WINDOW - 1) * MINUTE
    while True:
        look = await next_look(street, device)
        beat = start + left[0] * MINUTE if left else None
        moments = [moment for moment in (look, beat) if moment is not None and moment <= end]
        if not moments:
            break
        # The watch has run since long before the start.
        await street.watch(max(min(moments), street.clock.at), since=start - timedelta(days=1))
        if beat is not None and beat <= street.clock.at:
            await street.beat(device)
            left.pop(0)
        await street.work()

    found = [
        Raised(*(None if at is None else round((at - start) / MINUTE) for at in moments))
        for alarm in await street.alarms(device)
        for moments in [(alarm.since, alarm.raised_at, alarm.ended_at)]
    ]
    assert found == expected(start, beats, always=always)
