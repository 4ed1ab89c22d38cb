"""The JSON of what waits."""

from servicekit.schemas import Page
from svc_catalog.drift.schemas import DriftTaskOut
from svc_catalog.merges.schemas import MergeOut
from svc_catalog.revisions.schemas import RevisionDetailOut


class TodosOut(Page[RevisionDetailOut]):
    """What waits for an officer: revisions in `items`, and what else he has to decide."""

    #: Changes of the province that meet what a list says itself, what is due first before the others.
    merges: list[MergeOut]
    #: Items of which another service says something else, what is due first before the others.
    drift: list[DriftTaskOut]
