"""The JSON of synonyms."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from servicekit.schemas import In, Out
from servicekit.scope import RegionCode

Word = Annotated[str, StringConstraints(min_length=1, max_length=20, pattern=r"^[^\x00-\x1f]+$")]


class SynonymIn(In):
    """A synonym as an operator writes it."""

    #: What people say.
    word: Word
    #: By what it is looked for as well.
    means: list[Word] = Field(min_length=1, max_length=8)
    #: Where it is said.
    region_code: RegionCode


class SynonymOut(Out):
    """A synonym."""

    synonym_id: UUID
    word: str
    means: list[str]
    region_code: str
    version: int
    changed_at: datetime
