"""What is true of sites whatever the database and the network do."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, time
from typing import Protocol, TypeVar

from servicekit.problems import invalid
from servicekit.workdays import Calendar
from svc_map.hours import rules as hours
from svc_map.hours.types import Opening, Reason, Week
from svc_map.sites.types import SiteState

SAID = {
    SiteState.PAUSED: "网点暂停服务",
    SiteState.MOVED: "网点已迁址",
    SiteState.CLOSED: "网点已撤销",
}


class Span(Protocol):
    """One row of hours."""

    @property
    def weekday(self) -> int: ...  # noqa: D102
    @property
    def opens(self) -> str: ...  # noqa: D102
    @property
    def closes(self) -> str: ...  # noqa: D102


class Listed(Protocol):
    """The part of an item that decides whether a short list holds it."""

    @property
    def directory_code(self) -> str: ...  # noqa: D102


L = TypeVar("L", bound=Listed)


def week_of(spans: Iterable[Span]) -> Week:
    """Return rows of hours as a week."""
    week: defaultdict[int, list[tuple[time, time]]] = defaultdict(list)
    for span in spans:
        week[span.weekday].append((time.fromisoformat(span.opens), time.fromisoformat(span.closes)))
    return week


def open_at(state: str, week: Week, calendar: Calendar, moment: datetime) -> tuple[Opening, list[Reason]]:
    """Return whether a site is open at a moment, and in words why not: its state before its hours."""
    if state != SiteState.OPEN:
        return Opening(is_open=False), [Reason(f"site_{state}", SAID[SiteState(state)])]
    opening = hours.open_at(week, calendar, moment)
    return opening, hours.explain(opening, moment)


def offered(items: Iterable[L], short_list: Sequence[str] | None) -> list[L]:
    """Return what a site offers of a list."""
    return [item for item in items if short_list is None or item.directory_code in short_list]


def check_hours(spans: Sequence[Span]) -> None:
    """Refuse hours that end before they begin, or that touch or overlap on one day.

    Raises:
        MalformedRequest: at the row that is wrong.

    """
    for place, span in enumerate(spans):
        if span.closes <= span.opens:
            raise invalid(f"#/hours/{place}/closes", "is not after opens", "结束时间须晚于开始时间")
        for earlier in spans[:place]:
            if earlier.weekday == span.weekday and max(earlier.opens, span.opens) <= min(
                earlier.closes, span.closes
            ):
                raise invalid(
                    f"#/hours/{place}", "touches other hours of this day", "与当天其他时段重叠或相连"
                )
