"""What a publication does to each item, whatever the database and the network do."""

from collections.abc import Iterable
from dataclasses import dataclass

from svc_catalog.conditions.types import Reason, Verdict
from svc_catalog.renewals.types import Outcome

LONGEST = 500


@dataclass(frozen=True)
class Fate:
    """What becomes of an item, and why."""

    outcome: Outcome
    reason: str


def of_entry(removal: str | None, found: Iterable[Reason], *, is_there: bool) -> Fate:
    """Return what becomes of an item that stands on the list.

    It stays unless its removal was accepted, it was withdrawn, or it breaks what the list asks.
    """
    if removal is not None:
        return Fate(Outcome.REMOVED, removal)
    if not is_there:
        return Fate(Outcome.REMOVED, "事项已取消")
    broken = [one.zh for one in found if one.verdict is Verdict.NOT_MET]
    if broken:
        return Fate(Outcome.REMOVED, f"不再符合：{'；'.join(broken)}"[:LONGEST])
    return Fate(Outcome.KEPT, "")


def of_newcomer(reason: str, found: Iterable[Reason], *, is_there: bool) -> Fate:
    """Return what becomes of an item whose addition was accepted, as it is on the day of publication."""
    if not is_there:
        return Fate(Outcome.MISSED, "事项已取消或暂停")
    broken = [one.zh for one in found if one.verdict is not Verdict.MET]
    if broken:
        return Fate(Outcome.MISSED, f"公布时已不符合：{'；'.join(broken)}"[:LONGEST])
    return Fate(Outcome.ADDED, reason)
