"""The JSON of navigations."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

from servicekit.schemas import In, Out
from svc_catalog.navigations.types import Kind


class EntryOut(Out):
    """An entry of a navigation."""

    code: str
    name: str
    #: How many items somebody there is offered below it.
    count: int
    #: Of an entry that is kept by hand; else 0.
    version: int


class NavigationOut(Out):
    """One navigation."""

    kind: Kind
    name: str
    #: Whether operators keep its entries.
    is_kept: bool
    #: Entries with something below them.
    entries: int
    #: Items below any of them.
    count: int


class NavigationTreeOut(NavigationOut):
    """One navigation with its entries."""

    region_code: str
    items: list[EntryOut]


class DirectoryItemOut(Out):
    """An item of the directory."""

    directory_code: str
    name: str


class OperatorEntryOut(Out):
    """An entry that is kept by hand, as it was written: offered somewhere or not."""

    code: str
    name: str
    position: int
    #: In the order in which people need them.
    items: list[DirectoryItemOut]
    version: int
    changed_at: datetime


class EntryIn(In):
    """An entry as an operator writes it."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[^\x00-\x1f<>]+$")]
    position: int = Field(ge=0, le=999)
    #: In the order in which people need them.
    directory_codes: list[Annotated[str, StringConstraints(pattern=r"^[\w-]{1,80}$")]] = Field(
        min_length=1, max_length=100
    )

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"name": "出生", "position": 0, "directory_codes": ["wj-58", "ga-05", "yb-26"]}]
        }
    )
