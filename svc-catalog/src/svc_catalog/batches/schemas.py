"""The JSON of batches."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from servicekit.schemas import In, Out
from servicekit.scope import RegionCode
from svc_catalog.batches.types import Pace
from svc_catalog.scenes.types import DirectoryCode, Line


class DueIn(In):
    """A county that takes part, and its last day."""

    region_code: RegionCode
    due_on: date


class BatchIn(In):
    """What a batch is to be."""

    name: Line
    note: Annotated[str, StringConstraints(max_length=500, pattern=r"^[^\x00<>]*$")] = ""
    items: Annotated[list[DirectoryCode], Field(min_length=1, max_length=200)]
    regions: Annotated[list[DueIn], Field(min_length=1, max_length=100)]

    @model_validator(mode="after")
    def is_named_once(self) -> Self:
        """Refuse what is named twice: progress would count it twice."""
        regions = [one.region_code for one in self.regions]
        if len(set(self.items)) < len(self.items) or len(set(regions)) < len(regions):
            raise ValueError("an item or a county is named twice")
        return self


class NewBatchIn(BatchIn):
    """A new batch, and whose it is."""

    region_code: RegionCode


class ItemNameOut(Out):
    """An item of a batch."""

    directory_code: str
    name: str


class CountyOut(Out):
    """How far a county is."""

    region_code: str
    region_name: str
    due_on: date
    pace: Pace
    done: int
    total: int
    #: Directory codes of which it shows no guide yet, its own or claimed.
    missing: list[str]
    #: Since its last day; 0 as long as it is not overdue.
    days_over: int


class BatchOut(Out):
    """A batch, and how far it is."""

    batch_id: UUID
    region_code: str
    name: str
    note: str
    changed_at: datetime
    version: int
    #: Pairs of county and item that are shown, of all that are planned.
    done: int
    total: int
    overdue: int = Field(description="counties whose last day has passed")
    next_due_on: date | None = Field(description="the next last day of a county that is on the way")


class FullBatchOut(BatchOut):
    """A batch with its items, and every county's progress: what is late first."""

    items: list[ItemNameOut]
    counties: list[CountyOut]
