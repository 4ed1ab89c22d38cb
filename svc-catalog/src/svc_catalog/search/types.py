"""What search looks through, and what somebody wants of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

ITEM, QUESTION, SITE, POLICY, GUIDE = "item", "question", "site", "policy", "guide"
#: What an item can be told apart by; each comes back with its counts.
FACETS = ("audience", "department", "level", "theme", "channel", "case_type")


@dataclass(frozen=True, kw_only=True)
class Document:
    """One thing that can be found, of whatever kind."""

    kind: str
    key: str
    title: str
    #: Field and text, such as `("plain_name", "租房提公积金")`; the title is the first.
    texts: tuple[tuple[str, str], ...]
    #: The row whose change makes this document anew.
    source: str
    #: The item of the directory that it is about.
    directory_code: str | None = None
    #: Where it is; `None` is everywhere.
    region_code: str | None = None
    #: Where else it is shown.
    also_in: tuple[str, ...] = ()
    text: str = ""
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Offer:
    """The list entry by which an item of the directory is offered to somebody."""

    item_id: str
    region_code: str
    channels: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Synonym:
    """What people in a region say for something, and what guides call it."""

    word: str
    means: tuple[str, ...]
    region_code: str


@dataclass(frozen=True, kw_only=True)
class Profile:
    """For whom results are put in order; nothing is left out because of it."""

    #: GB/T 39046-2020 A.4: 1 person, 2 enterprise.
    audience: str | None = None
    #: Years.
    age: int | None = None


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What somebody asks."""

    query: str
    region: str
    limit: int
    #: By facet: only what has this value.
    filters: Mapping[str, str]
    profile: Profile
    asked_at: datetime
