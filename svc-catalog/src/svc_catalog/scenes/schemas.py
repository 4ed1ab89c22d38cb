"""The JSON of scenes."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field

from servicekit.schemas import In, Out
from servicekit.scope import RegionCode
from svc_catalog.items.schemas import ItemOut
from svc_catalog.items.types import Fee, Limit, Material
from svc_catalog.scenes.types import Block, Code, Option, Tree

#: Answers so far, such as `{"start": "shop"}`: question → option.
AnswersIn = Annotated[dict[Code, Code], Field(max_length=200, examples=[{"kind": "shop"}])]


class SceneOut(Out):
    """A scene in a list."""

    code: str
    title: str
    summary: str
    audience: str
    is_for_elders: bool
    region_code: str
    #: Of the publication; an answer given to an older one may lead elsewhere now.
    number: int
    published_at: datetime


class WayOut(Out):
    """A question that was answered."""

    node: str
    text: str
    option: str
    label: str


class OptionOut(Out):
    """One of the answers to choose from."""

    code: str
    label: str

    @classmethod
    def of(cls, option: Option) -> "OptionOut":
        """Return an option without saying where it leads."""
        return cls(code=option.code, label=option.label)


class QuestionOut(Out):
    """The next question."""

    node: str
    text: str
    help: list[Block]
    options: list[OptionOut]
    #: How many more questions there are at most, this one included.
    left_at_most: int


class GoalOut(Out):
    """An item that somebody needs."""

    directory_code: str
    note: str
    #: None: not offered where the caller is.
    item: ItemOut | None
    #: None: the item asks questions of its own; or nothing is written of it yet.
    situation: str | None = None
    situation_name: str | None = None
    materials: list[Material] | None = None
    fees: list[Fee] | None = None
    limit: Limit | None = None


class EndOut(Out):
    """Where the answers lead."""

    node: str
    text: str
    advice: list[Block]
    goals: list[GoalOut]


class WalkOut(Out):
    """How far somebody has come: either a question or an end."""

    scene: SceneOut
    way: list[WayOut]
    question: QuestionOut | None = None
    end: EndOut | None = None


class WalkIn(In):
    """The answers of somebody so far; nothing of them is kept."""

    region: RegionCode
    answers: AnswersIn

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"region": "331002", "answers": {"paid": "yes", "house": "no"}}]}
    )


class SceneIn(In):
    """A new scene."""

    code: Code
    #: Where it is to be offered.
    region_code: RegionCode
    tree: Tree


class FindingOut(Out):
    """A rule that is broken."""

    code: str
    pointer: str
    detail: str
    zh: str


class ProofOut(Out):
    """What was counted while every path was followed to its end."""

    questions: int
    ends: int
    paths: int
    shortest: int
    longest: int


class OperatorSceneOut(Out):
    """A scene as those see it who keep it."""

    code: str
    region_code: str
    version: int
    title: str
    #: draft, published, changing (published, and a draft waits), withdrawn
    state: str
    number: int
    author: str
    changed_at: datetime
    published_at: datetime | None
    #: Of the draft if there is one, else of what is published, as things are now.
    findings: list[FindingOut]
    proof: ProofOut | None
    allowed: list[str]


class OperatorTreeOut(OperatorSceneOut):
    """The same with all its questions."""

    draft: Tree | None
    published: Tree | None


class PublicationOut(Out):
    """What was published once."""

    number: int
    sha256: str
    author: str
    publisher: str
    published_at: datetime
    tree: Tree
