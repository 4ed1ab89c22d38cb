"""The form of JSON, in and out."""

import base64
import binascii
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

import orjson
from fastapi import Query
from pydantic import BaseModel, ConfigDict

from servicekit.positions import Crs
from servicekit.problems import TYPES, MalformedRequest

T = TypeVar("T")


class In(BaseModel):
    """What a caller sends: nothing unknown, nothing coerced, never quoted in an error."""

    model_config = ConfigDict(
        extra="forbid", strict=False, hide_input_in_errors=True, str_strip_whitespace=True
    )


class Out(BaseModel):
    """What a caller gets."""

    model_config = ConfigDict(from_attributes=True, hide_input_in_errors=True)


class Page(Out, Generic[T]):
    """Some of many things, and where to go on."""

    items: list[T]
    next: str | None = None


class ErrorOut(Out):
    """One field that is wrong."""

    pointer: str | None = None
    parameter: str | None = None
    detail: str
    zh: str | None = None


class ProblemOut(Out):
    """A refusal (RFC 9457)."""

    model_config = ConfigDict(
        from_attributes=True,
        extra="allow",
        json_schema_extra={
            "examples": [
                {
                    "type": TYPES + MalformedRequest.slug(),
                    "title": MalformedRequest.title("zh"),
                    "status": MalformedRequest.status,
                    "instance": "/v1/…",
                    "errors": [{"parameter": "limit", "detail": "int parsing", "zh": "应为整数"}],
                }
            ]
        },
    )

    type: str
    title: str
    status: int
    instance: str
    detail: str | None = None
    errors: list[ErrorOut] | None = None
    trace_id: str | None = None


Limit = Annotated[int, Query(ge=1, le=200, description="how many at most")]
After = Annotated[str | None, Query(max_length=400, description="`next` of the page before")]
InCrs = Annotated[
    Crs, Query(description="in which system positions are sent and answered; mini-programs tell gcj02")
]


def seal_cursor(*key: Any) -> str:
    """Return where a page ended as text that callers pass back unread."""
    return base64.urlsafe_b64encode(orjson.dumps(key, default=str)).decode().rstrip("=")


def open_cursor(after: str | None, parts: tuple[type, ...], name: str = "after") -> list[Any] | None:
    """Return what `seal_cursor` was given, or `None` for the first page.

    `parts` says of which types they were: `str`, `int` (or `BigInt`), `date`, `datetime`, `UUID`.
    `name` is the parameter that a refusal names.

    Raises:
        MalformedRequest: the text is not one of ours.

    """
    if not after:
        return None
    try:
        key = orjson.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
    except (ValueError, binascii.Error, orjson.JSONDecodeError):
        key = None
    found = _typed(key, parts) if isinstance(key, list) else None
    if found is None:
        raise MalformedRequest(errors=[{"parameter": name, "detail": "is not a cursor of this list"}])
    return found


def _word(part: str) -> str:
    """Return a text that PostgreSQL takes."""
    if "\0" in part:
        raise ValueError
    return part


def _number(bits: int) -> Callable[[int], int]:
    """Return what reads a number or count that fits a column of so many bits."""
    beyond = 1 << (bits - 1)

    def read(part: int) -> int:
        if not 0 <= part < beyond:
            raise ValueError
        return part

    return read


def _moment(part: str) -> datetime:
    """Return a moment, never a wall clock's reading."""
    found = datetime.fromisoformat(part)
    if found.tzinfo is None:
        raise ValueError
    return found


class BigInt(int):
    """A number of a bigint column, where a cursor names its types."""


#: How the parts of a cursor stand in JSON, and how they are read from it.
READERS: dict[type, tuple[type, Callable[[Any], Any]]] = {
    str: (str, _word),
    int: (int, _number(32)),
    BigInt: (int, _number(64)),
    date: (str, date.fromisoformat),
    datetime: (str, _moment),
    UUID: (str, UUID),
}


def _typed(key: list[Any], parts: tuple[type, ...]) -> list[Any] | None:
    """Return the parts of a cursor as what they are, or `None` if they are something else."""
    if [type(part) for part in key] != [READERS[kind][0] for kind in parts]:
        return None
    try:
        return [READERS[kind][1](part) for part, kind in zip(key, parts, strict=True)]
    except ValueError:
        return None
