"""What is compared, and what may differ."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

#: The appointment at which everything is compared.
COMPARE = "drift.compare"
#: The role that mends a difference, in the item's region (gateway/grants/roles.toml).
OWNER = "catalog:operator"


class Neighbour(StrEnum):
    """Who says something of items."""

    FILING = "svc-filing"
    HELPDESK = "svc-helpdesk"
    MAP = "svc-map"
    KIOSK = "svc-kiosk"
    #: Films, pictures and cartoons, which are kept here: asked without a call.
    GUIDES = "guides"


#: Those who are asked over their APIs.
CALLED = (Neighbour.FILING, Neighbour.HELPDESK, Neighbour.MAP, Neighbour.KIOSK)


class Difference(StrEnum):
    """In what a neighbour differs from us."""

    #: It does not know the item.
    MISSING = "missing"
    #: It knows one that we do not have.
    UNKNOWN = "unknown"
    #: It holds an older version.
    VERSION = "version"
    NAME = "name"
    #: It offers what we do not.
    OFFERED = "offered"
    #: It does not offer what we do.
    WITHHELD = "withheld"


class TaskState(StrEnum):
    """Where a task stands."""

    OPEN = "open"
    #: The next comparison found no difference any more.
    CLOSED = "closed"


class Verdict(StrEnum):
    """What came of asking one neighbour."""

    COMPARED = "compared"
    #: It did not answer: nothing is known of it, and its tasks stay as they are.
    AWAY = "away"


@dataclass(frozen=True)
class Ours:
    """An item as we have it."""

    item_id: str
    name: str
    region_code: str
    department_code: str
    version: int
    is_offered: bool
    is_kiosk: bool
    changed_at: datetime


@dataclass(frozen=True)
class Held:
    """An item as a neighbour has it."""

    item_id: str
    name: str
    version: int
    is_offered: bool
