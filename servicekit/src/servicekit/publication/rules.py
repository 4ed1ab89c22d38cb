"""What is true of revisions whatever the database does."""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from servicekit.publication.errors import SecondPersonNeeded, UnwaivedFindings, WrongRevisionState
from servicekit.publication.types import Difference, Finding, State
from servicekit.routing import canonical

#: Parts of a list are told apart by the first of these that all of them have.
NAMES = ("code", "name", "question")
#: From which states an act may be done.
ACTS: dict[str, tuple[State, ...]] = {
    "draft": (State.DRAFT, State.RETURNED),
    "submit": (State.DRAFT, State.RETURNED),
    "approve": (State.WAITING,),
    "return": (State.WAITING,),
    "discard": (State.DRAFT, State.RETURNED, State.WAITING, State.SCHEDULED),
}


def content_hash(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a content as canonical JSON, 64 hex digits."""
    return hashlib.sha256(canonical(content)).hexdigest()


def allowed(state: str) -> list[str]:
    """Return which acts a state allows."""
    return [act for act, states in ACTS.items() if state in states]


def check_act(state: str, act: str) -> None:
    """Refuse an act that a state does not allow.

    Raises:
        WrongRevisionState: what is allowed stands in `allowed`.

    """
    if state not in ACTS[act]:
        raise WrongRevisionState(state=state, allowed=allowed(state))


def check_second_person(person: str, author: str, signatures: Sequence[Mapping[str, Any]]) -> None:
    """Refuse somebody who has had a hand in this before.

    Raises:
        SecondPersonNeeded: as author, or at an earlier step.

    """
    if person == author or any(one["by"] == person for one in signatures):
        raise SecondPersonNeeded


def check_findings(findings: Collection[Finding], waivers: Mapping[str, str]) -> None:
    """Refuse a content with findings that nobody has waived with a reason.

    Raises:
        UnwaivedFindings: they stand in `findings`.

    """
    left = [one for one in findings if not waivers.get(one.code, "").strip()]
    if left:
        raise UnwaivedFindings(findings=[vars(one) for one in left])


def differences(
    before: Mapping[str, Any] | None, after: Mapping[str, Any], labels: Mapping[str, str]
) -> list[Difference]:
    """Return what differs between two contents, place by place.

    `labels` names elements by their path without list places (`materials.name`). Parts of a
    list are compared by code, so that moving one is no change.
    """
    return [
        Difference("/" + "/".join(path), label_of(names, labels), old, new)
        for path, names, old, new in _compare((), (), before or {}, after)
    ]


def label_of(names: Sequence[str], labels: Mapping[str, str]) -> str:
    """Return the name of an element, or of the nearest thing around it that has one."""
    for length in range(len(names), 0, -1):
        if label := labels.get(".".join(names[:length])):
            return label
    return ".".join(names)


Path = tuple[str, ...]
Place = tuple[Path, Path, Any, Any]


def _compare(path: Path, names: Path, old: Any, new: Any) -> Iterator[Place]:
    if old == new:
        return
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in [*new, *(key for key in old if key not in new)]:
            yield from _compare((*path, key), (*names, key), old.get(key), new.get(key))
        return
    if isinstance(old, list) and isinstance(new, list) and (name := _name_of_parts([*old, *new])):
        was, will = ({part[name]: part for part in parts} for parts in (old, new))
        for key in [*will, *(key for key in was if key not in will)]:
            yield from _compare((*path, key), names, was.get(key), will.get(key))
        if list(was) != list(will) and sorted(was) == sorted(will):
            yield path, names, list(was), list(will)
        return
    yield path, names, old, new


def _name_of_parts(parts: Sequence[Any]) -> str | None:
    if not parts or not all(isinstance(part, Mapping) for part in parts):
        return None
    return next((name for name in NAMES if all(isinstance(part.get(name), str) for part in parts)), None)
