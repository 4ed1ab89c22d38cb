"""The form of a scene: a tree of questions whose ends name items and situations.

Texts that are more than a line are nodes, never HTML: what shows them cannot be made to run anything.
"""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
DirectoryCode = Annotated[str, StringConstraints(pattern=r"^[\w-]{1,80}$")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f<>]+$")]
Text = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=r"^[^\x00-\x1f<>]+$")]


class Part(BaseModel):
    """A part of what is stored as JSON."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Run(Part):
    """A piece of a paragraph; with `item` it leads to the guide of an item."""

    text: Text
    is_strong: bool = False
    item: DirectoryCode | None = None


class Paragraph(Part):
    """A paragraph."""

    kind: Literal["paragraph"] = "paragraph"
    runs: list[Run] = Field(min_length=1, max_length=20)


class Bullets(Part):
    """A list of short paragraphs."""

    kind: Literal["bullets"] = "bullets"
    points: list[Annotated[list[Run], Field(min_length=1, max_length=20)]] = Field(
        min_length=1, max_length=20
    )


Block = Annotated[Paragraph | Bullets, Field(discriminator="kind")]
Blocks = Annotated[list[Block], Field(max_length=20)]


class Option(Part):
    """One of the answers to a question, and where it leads."""

    code: Code
    label: Line
    to: Code


class Question(Part):
    """A question in plain words."""

    kind: Literal["question"] = "question"
    text: Line
    help: Blocks = []
    options: list[Option] = Field(min_length=2, max_length=12)


class Goal(Part):
    """An item that somebody needs, and the answers to its own questions as far as they are known."""

    directory_code: DirectoryCode
    #: Of the item's situations; none: its own questions decide.
    situation: Code | None = None
    #: Why, or in which order.
    note: str = Field(default="", max_length=100, pattern=r"^[^\x00<>]*$")


class End(Part):
    """Where a path ends: with items, with advice, or with both."""

    kind: Literal["end"] = "end"
    text: Line
    advice: Blocks = []
    goals: list[Goal] = Field(default=[], max_length=20)


Node = Annotated[Question | End, Field(discriminator="kind")]


class Tree(Part):
    """A whole scene."""

    title: Line
    summary: str = Field(default="", max_length=200, pattern=r"^[^\x00<>]*$")
    #: 1 a person, 2 an enterprise (GB/T 39046-2020 A.4)
    audience: Literal["1", "2"]
    #: It stands among those for older people.
    is_for_elders: bool = False
    start: Code
    nodes: dict[Code, Node] = Field(min_length=1, max_length=200)


@dataclass(frozen=True)
class Finding:
    """A rule that a scene breaks, and where."""

    code: str
    pointer: str
    detail: str
    zh: str


@dataclass(frozen=True)
class Proof:
    """What was counted while every path was followed to its end."""

    questions: int
    ends: int
    paths: int
    #: How many questions somebody answers at least and at most.
    shortest: int
    longest: int


@dataclass(frozen=True)
class Step:
    """A question that was answered on the way."""

    node: str
    option: Option
    question: Question
