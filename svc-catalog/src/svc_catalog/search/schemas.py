"""The JSON of search."""

from servicekit.schemas import Out
from svc_catalog.items.schemas import ItemOut


class HitOut(Out):
    """One item that was found, and why."""

    item: ItemOut
    score: float
    #: What fitted: the item's own name, what people call it, or a word for something near.
    matched: str
    #: name, plain_name, keyword, pinyin, initials
    why: str
    #: Which parts of the item's name to highlight: offsets from and to.
    spans: list[tuple[int, int]]


class ResultOut(Out):
    """What was found."""

    query: str
    #: What was probably meant, when the query was written otherwise.
    did_you_mean: str | None
    hits: list[HitOut]


class SuggestionsOut(Out):
    """Completions of what is being typed."""

    suggestions: list[str]
