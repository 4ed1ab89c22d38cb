"""What has changed between the directory as we know it and as the platform tells it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from servicekit.workdays import SHANGHAI
from svc_workforce.people.types import Standing, State
from svc_workforce.syncs.types import Action, Alarm, Difference, Directory, Reason

#: When nobody works, and the platform has done its own work of the night.
NIGHT = 2


def differences(known: Mapping[str, Standing], told: Mapping[str, Standing]) -> Iterator[Difference]:
    """Yield what is different, one a person; a person is known by code, never by name."""
    for code, after in sorted(told.items()):
        before = known.get(code)
        action = _action(before, after)
        if action:
            yield Difference(action, before, after)
    for code, before in sorted(known.items()):
        if before.is_active and code not in told:
            yield Difference(Action.LEFT, before, replace(before, state=State.LEFT))


def _action(before: Standing | None, after: Standing) -> Action | None:
    if before is None:
        return Action.JOINED
    if not before.is_active:
        return Action.REHIRED
    if list(before.posts) != list(after.posts):
        return Action.MOVED
    return Action.RENAMED if before.name != after.name else None


def alarm(known: Mapping[str, Standing], directory: Directory, leavers: int, most: float) -> Alarm | None:
    """Return why a comparison looks wrong, or nothing: an empty page must never empty an office.

    `most` is the share of the people known that may leave at once.
    """
    if not directory.people:
        return Alarm(Reason.EMPTY_DIRECTORY)
    active = [person for person in known.values() if person.is_active]
    lacking = sorted(_lacking(active, directory))
    if lacking:
        return Alarm(Reason.EMPTY_ORGANISATION, lacking)
    return Alarm(Reason.TOO_MANY_LEAVERS) if leavers > most * len(active) else None


def _lacking(active: Iterable[Standing], directory: Directory) -> set[str]:
    """Return the organisations that ought to have told of more people."""
    silent = {
        code
        for person in active
        for code in _places(person)
        # Whoever is told of elsewhere has moved out of an office that is empty by rights.
        if not directory.heads.get(code) and code in _places(directory.people.get(person.code, person))
    }
    return silent | directory.short


def _places(person: Standing) -> set[str]:
    return {post["organisation_code"] for post in person.posts}


def next_night(now: datetime) -> datetime:
    """Return when the directory is next compared by itself: at two in the morning."""
    tonight = now.astimezone(SHANGHAI).replace(hour=NIGHT, minute=0, second=0, microsecond=0)
    return tonight if tonight > now else tonight + timedelta(days=1)
