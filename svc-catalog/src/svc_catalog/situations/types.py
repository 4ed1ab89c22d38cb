"""The form of situations: questions with options, and what each combination of answers asks for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from svc_catalog.items.types import Fee, HandlingItem, Limit, Material

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
Words = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f<>]+$")]
#: Which option was chosen of which question.
Answers: TypeAlias = Mapping[str, str]


class Part(BaseModel):
    """A part of what is stored as JSON."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Option(Part):
    """One of the answers to a question."""

    code: Code
    label: Words


class Question(Part):
    """Something that everybody can answer about the own case."""

    code: Code
    text: Words
    options: list[Option] = Field(min_length=2, max_length=12)


class Situation(Part):
    """One way in which an item is handled (情形)."""

    code: Code
    name: Words
    is_default: bool = False
    #: Answers with which it holds; of several that hold the one that says most decides.
    when: dict[Code, Code] = Field(default={}, max_length=8)
    #: Codes of the guide's materials.
    materials: list[str] = Field(max_length=60)
    #: Other than the guide's; none: as the guide says.
    fees: list[Fee] | None = Field(default=None, max_length=10)
    limit: Limit | None = None
    note: str = Field(default="", max_length=300, pattern=r"^[^\x00<>]*$")


class Situations(Part):
    """All that is asked about one list entry, and where the answers lead."""

    questions: list[Question] = Field(max_length=8)
    situations: list[Situation] = Field(min_length=1, max_length=60)


@dataclass(frozen=True)
class Finding:
    """A rule that is broken, and where."""

    code: str
    pointer: str
    detail: str
    zh: str


@dataclass(frozen=True)
class Resolved:
    """What one combination of answers asks for."""

    situation: Situation
    #: Under which 业务办理项 it is handled.
    handling_item: HandlingItem
    answers: list[tuple[Question, Option]]
    materials: list[Material]
    fees: list[Fee]
    limit: Limit
    #: Materials that the situation names and the guide no longer does.
    unknown: list[str] = field(default_factory=list)
