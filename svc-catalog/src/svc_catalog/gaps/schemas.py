"""The JSON of gaps."""

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from servicekit.schemas import In, Out
from servicekit.scope import RegionCode
from svc_catalog.asked.types import LONGEST
from svc_catalog.gaps.types import GapState


class CountedOut(Out):
    """How a question fared in a time."""

    asked: int
    #: How often nothing was found.
    empty: int
    clicks: int


class NearestOut(Out):
    """The item that is nearest to a question now."""

    directory_code: str
    name: str
    department_code: str
    #: Whether search shows it.
    is_found: bool


class GapOut(Out):
    """A question that many ask and that finds nothing, or nothing that anybody opens."""

    query: str
    region_code: str
    #: empty: nothing is found; unclicked: what is found is not opened.
    reason: str
    counted: CountedOut
    state: GapState
    #: Who mends it; proposed from the nearest item until somebody has decided.
    department_code: str | None
    is_proposed: bool
    note: str
    mended_on: date | None
    #: The same time before and after mending; `None` before it is mended.
    before: CountedOut | None
    after: CountedOut | None
    nearest: NearestOut | None


class GapDecision(In):
    """What becomes of a gap."""

    query: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST, pattern=r"^[^\x00]*$")]
    region_code: RegionCode
    state: GapState
    department_code: Annotated[str, StringConstraints(pattern=r"^[\w-]{1,20}$")] | None = None
    note: str = Field(default="", max_length=200, pattern=r"^[^\x00]*$")
