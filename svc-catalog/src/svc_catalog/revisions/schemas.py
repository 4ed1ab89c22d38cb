"""The JSON of revisions."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints

from servicekit.schemas import In, Out
from svc_catalog.items.types import Guide

Reason = Annotated[str, StringConstraints(min_length=2, max_length=500, pattern=r"^[^\x00]*$")]
Note = Annotated[str, StringConstraints(max_length=500, pattern=r"^[^\x00]*$")]
ItemIds = Annotated[
    list[Annotated[str, StringConstraints(pattern=r"^[\w-]{1,80}$")]], Field(min_length=1, max_length=5000)
]


class Draft(In):
    """A guide as it is to be, and why."""

    guide: Guide
    reason: Reason


class RollBack(In):
    """Back to what people read before."""

    number: Annotated[int, Field(ge=0)]
    reason: Reason


class Submission(In):
    """On to review; findings are waived by code, each with a reason."""

    waivers: dict[Annotated[str, StringConstraints(max_length=40)], Reason] = Field(default_factory=dict)
    #: When it takes effect; left out: with the last approval.
    valid_from: AwareDatetime | None = None


class Approval(In):
    """A signature."""

    note: Note = ""


class Return(In):
    """Back to the author, with the reason."""

    reason: Reason


class AmendmentDraft(In):
    """The same values for many items."""

    items: ItemIds
    #: Elements of the guide with their new values.
    set: Annotated[dict[str, Any], Field(min_length=1, max_length=20)]
    reason: Reason


class SignatureOut(Out):
    """Who did what at which step."""

    step: str
    by: str
    at: datetime
    verdict: str
    note: str


class FindingOut(Out):
    """A rule that the guide breaks."""

    code: str
    #: JSON pointer into the guide: where an editor marks it.
    pointer: str
    detail: str
    zh: str


class DifferenceOut(Out):
    """What changes at one place."""

    pointer: str
    label: str
    before: Any
    after: Any


class RevisionOut(Out):
    """A revision as it stands in a history."""

    id: UUID
    thing_id: str
    region_code: str
    number: int
    #: draft, waiting, returned, scheduled, published, replaced, discarded
    state: str
    #: Place among the steps: 0 review, 1 publish.
    step: int
    reason: str
    author: str
    drafted_at: datetime
    content_hash: str
    signatures: list[SignatureOut]
    findings: list[FindingOut]
    waivers: dict[str, str]
    valid_from: datetime | None
    published_at: datetime | None
    replaced_at: datetime | None
    change_id: UUID | None
    version: int


class RevisionDetailOut(RevisionOut):
    """A revision with its whole text; `differences` are those from what people read now."""

    #: The guide as it is to be, or was.
    content: dict[str, Any]
    differences: list[DifferenceOut] = Field(default_factory=list)


class ReadOut(Out):
    """What people read of an item at a moment."""

    item_id: str
    at: datetime
    number: int
    content_hash: str
    guide: dict[str, Any]


class ValueOut(Out):
    """A former value, and how many items had it."""

    value: Any
    items: int


class SharedDifferenceOut(Out):
    """One new value, and what stood there before."""

    pointer: str
    label: str
    after: Any
    before: list[ValueOut]
    items: int


class AmendmentOut(Out):
    """A change over many items."""

    id: UUID
    reason: str
    author: str
    made_at: datetime
    items: int
    #: How many of its revisions are in which state.
    states: dict[str, int]
    differences: list[SharedDifferenceOut]
