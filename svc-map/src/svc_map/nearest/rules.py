"""Who offers an item, and who comes first."""

from collections.abc import Collection, Sequence
from typing import Protocol, TypeVar

from svc_map.hours.types import Reason
from svc_map.items.types import PUBLISHED, SUSPENDED


class Placed(Protocol):
    """The part of a candidate by which it is ranked."""

    @property
    def distance_m(self) -> int: ...  # noqa: D102
    @property
    def is_fit(self) -> bool: ...  # noqa: D102


P = TypeVar("P", bound=Placed)


def refusal(states: Collection[str]) -> list[Reason]:
    """Return why a place does not offer what was asked for: `states` are those of its own such items."""
    if PUBLISHED in states:
        return []
    if SUSPENDED in states:
        return [Reason("item_suspended", "该事项暂停受理")]
    if states:
        return [Reason("item_withdrawn", "该事项已停止办理")]
    return [Reason("does_not_offer", "这里不办理该事项")]


def ranked(candidates: Sequence[P], limit: int) -> tuple[P | None, list[P]]:
    """Return the nearest candidate that is fit, and the others nearest first; `limit` in all."""
    nearest = sorted(candidates, key=lambda one: one.distance_m)
    best = next((one for one in nearest if one.is_fit), None)
    others = [one for one in nearest if one is not best]
    return best, others[: limit - (best is not None)]
