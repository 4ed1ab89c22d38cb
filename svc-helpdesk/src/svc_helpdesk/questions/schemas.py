"""The JSON of questions."""

from typing import Annotated

from pydantic import Field, StringConstraints

from servicekit.schemas import In, Out
from servicekit.scope import RegionCode


class QuestionAsk(In):
    """A question as somebody types it."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    region: RegionCode = "331002"
    #: The item that was chosen when the bot asked which one is meant.
    item_id: Annotated[str, StringConstraints(max_length=80)] | None = None


class CitationOut(Out):
    """What an answer rests on."""

    entry_id: str
    item_id: str
    item_name: str
    item_version: int


class ChoiceOut(Out):
    """One thing that may be meant."""

    item_id: str
    name: str


class PersonOut(Out):
    """The way to a person."""

    phone: str
    handover: str = "/api/helpdesk/v1/handovers"


class AnswerOut(Out):
    """answered: with a citation; choose: which item is meant; person: the bot does not know."""

    outcome: str
    text: str
    citation: CitationOut | None = None
    choices: list[ChoiceOut] = Field(default_factory=list)
    person: PersonOut
