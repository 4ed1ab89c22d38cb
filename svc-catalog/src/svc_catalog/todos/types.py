"""What may wait for an officer."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Kind(StrEnum):
    """What waits, by what is to be done about it."""

    #: A revision, or a change over many items, that the caller may sign.
    REVIEW = "review"
    PUBLISH = "publish"
    #: The caller's own that came back.
    MEND = "mend"
    #: A change of the province that meets what a list says itself.
    MERGE = "merge"
    #: An item of which another service says something else.
    DRIFT = "drift"
    #: What a window demanded beyond a sheet.
    DEMAND = "demand"
    LIST_TASK = "list-task"
    #: A round with proposals to decide on; a closed one to publish.
    ROUND = "round"
    RENEWAL = "renewal"
    #: Drafts that a second person lets out.
    SCENE = "scene"
    POLICY = "policy"
    COMPILATION = "compilation"
    MEDIA = "media"
    #: An item that the province has added to its directory.
    ARRIVAL = "new-entry"
    #: A question that finds nothing.
    GAP = "gap"
    #: A plan of guides whose last day has passed in a county.
    BATCH = "batch"


#: What may be done about an entry; empty: it is decided on its page, part by part.
ACTS: dict[Kind, tuple[str, ...]] = {
    Kind.REVIEW: ("approve", "return"),
    Kind.PUBLISH: ("approve", "return"),
    Kind.DEMAND: ("close",),
    Kind.LIST_TASK: ("close",),
    Kind.RENEWAL: ("publish",),
    Kind.SCENE: ("publish",),
    Kind.POLICY: ("publish",),
    Kind.COMPILATION: ("publish",),
    Kind.MEDIA: ("publish", "return"),
    Kind.ARRIVAL: ("take", "decline"),
}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing that waits."""

    kind: Kind
    key: str
    title: str
    #: Why, or what exactly.
    detail: str
    #: Of the item that it is about, if it is about one.
    item_id: str | None
    #: `None`: it is about several regions.
    region_code: str | None
    #: Who drafted it.
    author: str | None
    #: How many things are decided together.
    things: int
    since: datetime
    due_on: date | None
    #: Path of the page where it is done, below the workbench.
    page: str
