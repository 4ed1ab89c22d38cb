"""What is true of proposals whatever the database and the network do."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from svc_catalog.proposals.types import Act, Step, Tried


def outcome(steps: Iterable[Step]) -> Tried:
    """Return what came of a trial: it passes if every step does."""
    return Tried.PASSED if all(step.is_ok for step in steps) else Tried.FAILED


def objections(
    wishes: Sequence[tuple[str, Act]],
    mine: Collection[str],
    on_list: Collection[str],
    waiting: Collection[str],
) -> Iterator[dict[str, str]]:
    """Yield why proposals cannot be taken, each with its place.

    `wishes` are items with what is wanted, `mine` the published items of the caller's regions,
    `waiting` those proposed in this round.
    """
    seen = Counter(item_id for item_id, _ in wishes)
    for place, (item_id, act) in enumerate(wishes):
        found = _objection(item_id, act, mine, on_list, waiting, is_twice=seen[item_id] > 1)
        if found:
            yield {"pointer": f"#/proposals/{place}/item_id", "detail": found[0], "zh": found[1]}


def _objection(
    item_id: str,
    act: Act,
    mine: Collection[str],
    on_list: Collection[str],
    waiting: Collection[str],
    *,
    is_twice: bool,
) -> tuple[str, str] | None:
    if item_id not in mine:
        return "is no published item of yours", "不是您管理的已发布事项"
    if is_twice:
        return "stands here twice", "重复填写"
    if item_id in waiting:
        return "has been proposed in this round", "本轮已经申报"
    if (act is Act.ADD) == (item_id in on_list):
        return ("stands on the list", "已在清单中") if act is Act.ADD else ("is not on it", "不在清单中")
    return None
