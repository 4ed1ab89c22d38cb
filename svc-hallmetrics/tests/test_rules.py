"""The same reports give the same ticket, whatever their order and however often they come."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from svc_hallmetrics.tickets import rules
from svc_hallmetrics.tickets.types import Report, Step, Thresholds

MORNING = datetime(2026, 4, 30, 1, 0, tzinfo=UTC)
THRESHOLDS = Thresholds(shortest=10, longest=4 * 3600)


def blank() -> Any:
    moments = dict.fromkeys(("taken_at", "called_at", "started_at", "finished_at", "left_at"))
    return SimpleNamespace(**moments, business="", window="", state="", flags=[], is_credible=True)


def report(step: Step, seconds: int, window: str = "") -> Report:
    return Report("M1", "A001", step, MORNING + timedelta(seconds=seconds), "A", window, is_corrected=False)


reports = st.lists(
    st.builds(report, st.sampled_from(Step), st.integers(0, 20_000), st.sampled_from(["", "1", "2"])),
    min_size=1,
    max_size=8,
)


@given(reports, st.randoms())
def test_order_and_repetition_do_not_matter(found: list[Report], chance: Any) -> None:
    one, other = blank(), blank()
    shuffled = [*found, *found[:3]]
    chance.shuffle(shuffled)

    rules.merge(one, found)
    for each in shuffled:
        rules.merge(other, [each])
    rules.judge(one, THRESHOLDS)
    rules.judge(other, THRESHOLDS)

    assert vars(one) == vars(other)


def test_a_service_of_four_seconds_is_not_credible() -> None:
    ticket = blank()
    rules.merge(ticket, [report(Step.TAKEN, 0), report(Step.CALLED, 60), report(Step.FINISHED, 64)])
    rules.judge(ticket, THRESHOLDS)

    assert (ticket.flags, ticket.is_credible, ticket.state) == (["too_short"], False, "served")


def test_moments_in_the_wrong_order_are_flagged() -> None:
    ticket = blank()
    rules.merge(ticket, [report(Step.TAKEN, 100), report(Step.CALLED, 60)])
    rules.judge(ticket, THRESHOLDS)

    assert ticket.flags == ["order_broken"]


def test_a_clock_is_corrected_only_beyond_the_tolerance() -> None:
    assert rules.offset(MORNING + timedelta(minutes=7), MORNING, 60) == 420
    assert rules.offset(MORNING + timedelta(seconds=59), MORNING, 60) == 0
    assert rules.corrected(MORNING + timedelta(minutes=7), 420) == MORNING


def test_a_day_begins_at_midnight_here() -> None:
    assert rules.local_day(datetime(2026, 4, 30, 16, 30, tzinfo=UTC)).isoformat() == "2026-05-01"
