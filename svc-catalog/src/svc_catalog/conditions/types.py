"""The form of conditions.

A condition is `{"field": "online_depth", "op": "is", "value": 4}`. Conditions of a list all have to hold.

| op | holds when the fact | of kinds |
|---|---|---|
| is, is_not | equals the value, or does not | all but words |
| in | is one of the values (a list) | text, number |
| has, has_not | holds the value, or does not | words |
| has_any | holds one of the values (a list) | words |
| at_least, at_most | is not below, or not above | number, day |

A fact that is not known makes a condition neither met nor not met: `unknown`. There is nothing else:
no negation of groups, no alternatives, no reckoning. What needs them is two lists, or two policies.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, StringConstraints

from svc_catalog.scenes.types import Part

FieldName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,39}$")]
Word = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f<>]+$")]
Op: TypeAlias = Literal["is", "is_not", "in", "has", "has_not", "has_any", "at_least", "at_most"]
Value: TypeAlias = bool | int | float | Word | Annotated[list[Word | int], Field(min_length=1, max_length=60)]
Kind: TypeAlias = Literal["text", "number", "flag", "words", "day"]


class Condition(Part):
    """What one fact must be."""

    field: FieldName
    op: Op
    value: Value
    #: What a person is told instead of the words that the rule makes.
    zh: str = Field(default="", max_length=120, pattern=r"^[^\x00-\x1f<>]*$")


Conditions = Annotated[list[Condition], Field(max_length=30)]


class Verdict(StrEnum):
    """What became of a condition, or of several together."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Known:
    """A fact that conditions may name."""

    name: str
    zh: str
    kind: Kind
    #: Of its values, as codes with labels; empty: anything of its kind.
    values: dict[str, str] | None = None
    #: What is said of a flag that is not so, such as 没有银行贷款 beside 有银行贷款.
    otherwise: str = ""


@dataclass(frozen=True)
class Reason:
    """What became of one condition, in words."""

    field: str
    verdict: Verdict
    zh: str
    #: What is so; none where nobody knows.
    fact: Any
