"""Whose silence it is: that of a device, or ours.

A device is blamed only for a silence during which we would have heard it. So the count begins at
its last beat, at the opening of its hours, or when we began to hear (again), whichever is latest.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

#: So often the service listens to itself.
LISTEN_EVERY = timedelta(seconds=2)
#: One call of ours that does not come through may be chance.
DEAF_AFTER = 2
#: So many beats without any device, and a crowd of devices has fallen silent at once.
HUSHED_AFTER = 1.5
#: A device is looked at again at least so often, whatever its deadline was computed from.
LONGEST_LOOK = timedelta(hours=1)


@dataclass(frozen=True)
class Heard:
    """What is known of our own hearing."""

    open_since: datetime | None
    checked_at: datetime
    failures: int


def away_after(beat_every: float) -> timedelta:
    """Return after which pause of the watcher itself a beat may have been missed."""
    return max(timedelta(seconds=beat_every), 3 * LISTEN_EVERY)


def was_away(checked_at: datetime, now: datetime, limit: timedelta) -> bool:
    """Tell whether nobody has listened for a while, or the clock was moved."""
    return not timedelta() <= now - checked_at <= limit


def is_hushed(
    now: datetime,
    last_beat_at: datetime | None,
    speakers: int,
    *,
    beat_every: float,
    crowd: int,
    longest: float,
) -> bool:
    """Tell whether all devices have fallen silent at once, which none of them did by itself.

    `speakers` is how many had been heard shortly before the last beat; after `longest` seconds
    the silence is taken to be theirs.
    """
    if last_beat_at is None or speakers < crowd:
        return False
    return HUSHED_AFTER * beat_every < (now - last_beat_at).total_seconds() <= longest


def listened(
    before: Heard | None, now: datetime, *, comes_through: bool, hushed: bool, limit: timedelta
) -> Heard:
    """Return what is known of our hearing after we have listened to ourselves once more."""
    failures = 0 if comes_through else (before.failures if before else 0) + 1
    open_since = before.open_since if before else None
    if before is not None and was_away(before.checked_at, now, limit):
        open_since = None
    if hushed or failures >= DEAF_AFTER:
        open_since = None
    elif not failures and open_since is None:
        open_since = now
    return Heard(open_since, now, failures)


def hears_since(heard: Heard | None, now: datetime, limit: timedelta) -> datetime | None:
    """Return since when every beat would have been heard up to now, or `None` if that is not sure."""
    if heard is None or heard.failures or was_away(heard.checked_at, now, limit):
        return None
    return heard.open_since


def is_steady(
    streak: int, last_seen_at: datetime, now: datetime, *, steady_beats: int, silence: timedelta
) -> bool:
    """Tell whether a device that was offline is back, rather than flickering."""
    return streak >= steady_beats and now - last_seen_at < silence
