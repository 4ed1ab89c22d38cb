"""The JSON of tickets; what a machine says about a person is not even read."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from servicekit.schemas import Out
from svc_hallmetrics.tickets.types import Step

Name = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[0-9A-Za-z_-]+$")]


class ReportIn(BaseModel):
    """One step as a queue system sends it; names and telephones it may add are dropped here."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)

    number: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z-]{1,20}$")]
    step: Step
    #: By the machine's own clock, with its time zone.
    at: AwareDatetime
    business: Annotated[str, StringConstraints(max_length=40)] = ""
    window: Annotated[str, StringConstraints(max_length=20)] = ""


class BatchIn(BaseModel):
    """Some steps that one machine reports."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    machine: Name
    #: What the machine's clock says while it sends; tells how far it is off.
    machine_now: AwareDatetime
    #: What a right clock says at that moment; left out, ours.
    observed_at: AwareDatetime | None = None
    events: list[ReportIn] = Field(min_length=1, max_length=1000)


class BatchOut(Out):
    """What became of a batch."""

    received: int
    changed_tickets: int
    offset_s: int


class TicketOut(Out):
    """One ticket."""

    id: UUID
    day: date
    machine: str
    number: str
    business: str
    window: str
    taken_at: datetime | None
    called_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    left_at: datetime | None
    state: str
    flags: list[str]
    is_credible: bool
    wait_s: int | None = None
