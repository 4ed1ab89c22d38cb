"""States and parts of a revision."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class State(StrEnum):
    """Where a revision stands."""

    DRAFT = "draft"
    #: Submitted; `step` says whose turn it is.
    WAITING = "waiting"
    RETURNED = "returned"
    #: Approved by everybody, and not yet in force.
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    REPLACED = "replaced"
    DISCARDED = "discarded"


#: At most one revision of a thing is in one of these.
OPEN = (State.DRAFT, State.WAITING, State.RETURNED, State.SCHEDULED)
#: These were, or are, what people read.
READ = (State.PUBLISHED, State.REPLACED)


@dataclass(frozen=True)
class Step:
    """One approval: by somebody who holds a permission in the thing's region."""

    name: str
    permission: str
    zh: str


@dataclass(frozen=True)
class Finding:
    """A rule that a content breaks."""

    code: str
    #: JSON pointer into the content: where an editor marks it.
    pointer: str
    detail: str
    zh: str


@dataclass(frozen=True)
class Difference:
    """What changes at one place, for a person to read."""

    #: JSON pointer; parts of a list that have a code are named by it.
    pointer: str
    label: str
    before: Any
    after: Any
