"""What a comparison speaks of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from svc_workforce.people.types import Organisation, Standing


class Progress(StrEnum):
    """What has become of a comparison."""

    READY = "ready"
    REFUSED = "refused"  # it looks wrong: an alarm, and nothing is changed
    APPLIED = "applied"
    OVER = "over"  # another one has been applied since


class Reason(StrEnum):
    """Why a comparison looks wrong."""

    EMPTY_DIRECTORY = "empty_directory"
    EMPTY_ORGANISATION = "empty_organisation"
    TOO_MANY_LEAVERS = "too_many_leavers"


class Action(StrEnum):
    """What has become of one person."""

    JOINED = "joined"
    LEFT = "left"  # status F, or the platform does not speak of him any more
    REHIRED = "rehired"
    MOVED = "moved"
    RENAMED = "renamed"


@dataclass(frozen=True)
class Directory:
    """The whole directory at one moment, as the platform tells it: those who work, by code."""

    organisations: Mapping[str, Organisation]
    people: Mapping[str, Standing]
    #: How many people each organisation spoke of; where nobody works, those who no longer do.
    heads: Mapping[str, int] = field(default_factory=dict)
    #: Organisations that told of fewer people or offices than they said they have.
    short: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Difference:
    """What is different about one person: how he stood, if he was known, and how he is to stand."""

    action: Action
    before: Standing | None
    after: Standing


@dataclass(frozen=True)
class Alarm:
    """Why a comparison looks wrong, and which organisations made it so."""

    reason: Reason
    organisations: list[str] = field(default_factory=list)
