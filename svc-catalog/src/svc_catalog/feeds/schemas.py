"""The JSON of the feed."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from servicekit.schemas import Out
from svc_catalog.feeds.types import FeedState


class FeedOut(Out):
    """How far the province's library has been read."""

    name: str
    is_connected: bool
    state: FeedState
    cursor: int
    #: Changes taken in since the beginning.
    changes: int
    #: Why the last page was not taken, and since when pages are not.
    alarm: str | None
    alarm_detail: str
    alarm_at: datetime | None
    asked_at: datetime | None
    current_at: datetime | None


class Origin(StrEnum):
    """Where an element of a guide comes from."""

    PROVINCE = "province"
    #: From the list of another region.
    REGION = "region"
    OWN = "own"


class ElementOut(Out):
    """Where one element comes from."""

    element: str
    label: str
    origin: Origin
    #: Only the province gives it: no draft may change it.
    is_read_only: bool
    #: The province says something else.
    is_overridden: bool
    #: What the province says where it is overridden.
    province: Any


class OriginsOut(Out):
    """Where the elements of an item come from."""

    item_id: str
    #: The province's version that was taken in last; none: it does not know the item.
    province_version: int | None
    taken_at: datetime | None
    is_abolished: bool
    #: The region from whose list others are taken over.
    inherits_from: str | None
    #: Columns of the directory that the province gives: name, type, department, code, legal limit, …
    base: list[str]
    elements: list[ElementOut]
