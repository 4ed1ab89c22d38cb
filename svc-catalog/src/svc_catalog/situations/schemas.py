"""The JSON of situations."""

from typing import Annotated

from pydantic import Field

from servicekit.schemas import In, Out
from svc_catalog.items.schemas import GuideFileOut, HandlingItemOut
from svc_catalog.items.types import Fee, Limit, Material
from svc_catalog.situations.types import Code, Question, Situation

#: Which option was chosen of which question, such as `{"marriage": "single"}`.
AnswersIn = Annotated[dict[Code, Code], Field(max_length=8, examples=[{"marriage": "single"}])]


class SituationsOut(Out):
    """What an item asks, and which answers lead where."""

    item_id: str
    #: 0: nothing was written; there is only the default.
    version: int
    questions: list[Question]
    situations: list[Situation]


class FindingOut(Out):
    """A rule that is broken."""

    code: str
    pointer: str
    detail: str
    zh: str


class OperatorSituationsOut(SituationsOut):
    """The same with what no longer fits the guide."""

    findings: list[FindingOut]


class AnswersOut(Out):
    """An answer in words."""

    question: str
    text: str
    option: str
    label: str


class MatchIn(In):
    """The answers of somebody."""

    answers: AnswersIn


class MatchOut(Out):
    """What is asked of somebody with these answers."""

    item_id: str
    situation: str
    situation_name: str
    note: str
    #: Under which 业务办理项 the case is handled.
    handling_item: HandlingItemOut
    answers: list[AnswersOut]
    materials: list[Material]
    #: Blank forms and samples of these materials, by their hashes.
    files: dict[str, GuideFileOut]
    fees: list[Fee]
    limit: Limit
