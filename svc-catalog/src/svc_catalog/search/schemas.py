"""The JSON of search."""

from typing import Annotated

from pydantic import Field, StringConstraints

from servicekit.schemas import In, Out
from servicekit.scope import RegionCode
from svc_catalog.items.schemas import ItemOut


class MatchOut(Out):
    """Why something was found."""

    #: Which text fitted, and how much.
    matched: str
    score: float
    #: Of which kind the text is: name, plain_name, keyword, question, item, address, gives.
    field: str
    #: How it fits: word, synonym, pinyin, initials, typo.
    why: str
    #: Which parts of the title to highlight: offsets from and to, in characters.
    spans: list[tuple[int, int]]
    #: Which parts of `matched` to highlight.
    matched_spans: list[tuple[int, int]]


class HitOut(MatchOut):
    """One item that was found, and why."""

    item: ItemOut


class OtherOut(MatchOut):
    """Something else that was found: a question, a site, a policy, a film or cartoon."""

    kind: str
    key: str
    title: str
    #: The answer to a question, the address of a site, what a policy gives, what a guide is about.
    text: str
    #: The item to read on at.
    item_id: str | None
    region_code: str | None


class CountOut(Out):
    """How much of what was found has a value."""

    value: str
    count: int


class ResultOut(Out):
    """What was found."""

    query: str
    #: What was probably meant, when the query was written otherwise.
    did_you_mean: str | None
    hits: list[HitOut]
    #: How many items fit, of which `hits` are the best.
    total: int
    #: By facet (audience, department, level, theme, channel, case_type): what choosing a value leaves.
    facets: dict[str, list[CountOut]]
    others: list[OtherOut]


class SuggestionsOut(Out):
    """Completions of what is being typed."""

    suggestions: list[str]


class ClickIn(In):
    """Something that was opened from a list of results."""

    q: Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[^\x00]*$")]
    region: RegionCode
    kind: Annotated[str, StringConstraints(pattern=r"^[a-z]{1,12}$")] = "item"
    #: Of an item its directory code.
    key: Annotated[str, StringConstraints(pattern=r"^[\w.:-]{1,80}$")]
    #: Its place in the list, from 1.
    place: int = Field(ge=1, le=100)
