"""The JSON of proposals."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from servicekit.schemas import In, Out
from servicekit.scope import RegionCode
from svc_catalog.conditions.types import Verdict
from svc_catalog.lists.schemas import ReasonOut
from svc_catalog.proposals.types import Act, Decision, Reason, State, Step, Tried
from svc_catalog.scenes.types import DirectoryCode

Answer = Annotated[str, Field(max_length=500, pattern=r"^[^\x00<>]*$")]


class TestIn(In):
    """How an item was tried, step by step; it passes if every step does."""

    __test__ = False  # not one of pytest's

    tried_on: date
    channel: Literal["app", "web", "window", "terminal"]
    minutes: int = Field(ge=0, le=1440)
    steps: list[Step] = Field(min_length=1, max_length=30)


class ProposalIn(In):
    """What a county wants done to the list."""

    item_id: DirectoryCode
    act: Act = Act.ADD
    reason: Reason
    test: TestIn | None = None


class ProposalsIn(In):
    """Several proposals: all are taken, or none."""

    proposals: list[ProposalIn] = Field(min_length=1, max_length=500)


class TakenOut(Out):
    """What was taken."""

    proposals: list[UUID]


class ProposalOut(Out):
    """A proposal in a list."""

    proposal_id: UUID
    round_id: UUID
    item_id: str
    item_name: str
    region_code: str
    act: Act
    reason: str
    verdict: Verdict
    findings: list[ReasonOut]
    tried: Tried
    state: State
    proposed_at: datetime
    decided_at: datetime | None
    answer: str
    version: int


class TestOut(Out):
    """A test record."""

    __test__ = False

    test_id: UUID
    tried_on: date
    channel: str
    minutes: int
    steps: list[Step]
    outcome: Tried
    recorded_at: datetime


class FullProposalOut(ProposalOut):
    """A proposal with its tests."""

    tests: list[TestOut]


class AmongIn(In):
    """Which of the proposals that wait are meant; what is left out is no wish."""

    region: RegionCode | None = None
    act: Act | None = None
    verdict: Verdict | None = None
    tried: Tried | None = None


class DecisionIn(In):
    """What the city says to some proposals: to those named, or to all that wait and fit a description."""

    decision: Decision
    answer: Answer = ""
    proposals: list[UUID] | None = Field(default=None, min_length=1, max_length=1000)
    among: AmongIn | None = None


class DecidedOut(Out):
    """How many were decided, and why others were left as they are."""

    decided: int
    #: By reason: not_fitting, not_tried, own_proposal, gone.
    left: dict[str, int]


class CountsOut(Out):
    """How far a round is."""

    proposed: int
    accepted: int
    refused: int
    withdrawn: int
    #: By county.
    regions: dict[str, int]
