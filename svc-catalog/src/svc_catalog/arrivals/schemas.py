"""The JSON of new items of the directory."""

from datetime import datetime
from typing import Annotated

from pydantic import StringConstraints

from servicekit.schemas import In, Out
from svc_catalog.arrivals.types import ArrivalState


class DecliningIn(In):
    """Why a city does not offer an item."""

    reason: Annotated[str, StringConstraints(min_length=2, max_length=500, pattern=r"^[^\x00<>]+$")]


class ArrivalOut(Out):
    """A new item of the province's directory, for the list of one city."""

    directory_code: str
    #: Whose list it may stand on.
    region_code: str
    name: str
    department_code: str
    department_name: str
    item_type: str
    case_type: str
    arrived_at: datetime
    state: ArrivalState
    decided_by: str | None
    decided_at: datetime | None
    reason: str
    #: On the list, once it is taken.
    item_id: str | None
    version: int
    allowed: list[str]
