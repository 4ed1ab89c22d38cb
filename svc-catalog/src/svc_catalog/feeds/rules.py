"""Which elements are whose, and what a change of the province means for a list."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from svc_catalog.feeds.errors import PageRefused
from svc_catalog.feeds.types import Change, Outcome, Values
from svc_catalog.province.rules import OWNED

#: Elements that only a list can know.
LOCAL = ("place", "hours", "points", "consult_phone", "complaint_phone")


def check_order(since: int, numbers: Sequence[int], codes: Sequence[str]) -> None:
    """Refuse a page whose changes do not follow each other, or name an item twice.

    Raises:
        PageRefused: it is out of order.

    """
    if any(after <= before for before, after in zip([since, *numbers], numbers, strict=False)):
        raise PageRefused("out-of-order")
    if len(set(codes)) != len(codes):
        raise PageRefused("named-twice")


def check_count(rows: int, told: int, left: int, *, has_more: bool) -> None:
    """Refuse a page with fewer rows than it says, or than are left.

    Raises:
        PageRefused: rows are missing.

    """
    is_last = left == rows
    if rows != told or is_last == has_more or (has_more and not rows):
        raise PageRefused("short", f"{rows} of {told}, {left} left")


def check_abolished(changes: Sequence[Change], known: Collection[str], most: int) -> None:
    """Refuse a page that abolishes more than a person would believe without asking.

    Raises:
        PageRefused: it does.

    """
    gone = [one.code for one in changes if one.is_abolished and one.code in known]
    if len(gone) > most:
        raise PageRefused("too-many-abolished", f"{len(gone)} of {len(changes)}")


def outcome(
    base: Mapping[str, Any] | None,
    ours: Mapping[str, Any],
    theirs: Mapping[str, Any],
    says_itself: Callable[[str], bool],
) -> Outcome:
    """Return what a list does when the province says `theirs` where it said `base`.

    A list that said what the province said goes with it; one that said something else is asked.
    At the first sight (`base` is nothing) only what is the province's alone is taken over: what
    differs then is what the list says itself.
    """
    followed: Values = {}
    contested: dict[str, Values] = {}
    for name, value in theirs.items():
        if name in LOCAL or not says_itself(name) or ours.get(name) == value:
            continue
        if name in OWNED:
            followed[name] = value
        elif base is None or base.get(name) == value:
            continue
        elif name in base and ours.get(name) == base[name]:
            followed[name] = value
        else:
            contested[name] = {"base": base.get(name), "theirs": value}
    return Outcome(followed, contested)
