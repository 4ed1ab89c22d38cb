"""The JSON of what waits."""

from datetime import date, datetime

from servicekit.schemas import Out
from svc_catalog.todos.types import Kind


class TodoOut(Out):
    """One thing that waits for an officer."""

    kind: Kind
    #: Of the thing within its kind, such as the id of a revision.
    key: str
    #: The name of the item, or of what else it is.
    title: str
    #: Why, or what exactly, in the words of whoever made it; of `drift` the name of the neighbour.
    detail: str
    item_id: str | None
    #: None: it is about several regions.
    region_code: str | None
    #: Who drafted it.
    author: str | None
    #: How many things are decided together: items of a change, elements of a merge, proposals of a round.
    things: int
    since: datetime
    #: The last day on which it is done in time; none: there is no such day.
    due_on: date | None
    is_overdue: bool
    #: Path of the page where it is done, below the workbench.
    page: str
    #: Acts that this kind of thing has as a whole; none: it is decided part by part.
    allowed: list[str]


class TodosOut(Out):
    """What waits for an officer: what is due first, then what has waited longest."""

    items: list[TodoOut]
    #: How much waits of each kind, listed or not.
    counts: dict[Kind, int]
    total: int
