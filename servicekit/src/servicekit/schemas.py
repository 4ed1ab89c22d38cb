"""The form of JSON, in and out."""

import base64
import binascii
from collections.abc import Callable
from datetime import datetime
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


def open_cursor(after: str | None, parts: int | tuple[type, ...], name: str = "after") -> list[Any] | None:
    """Return what `seal_cursor` was given, or `None` for the first page.

    `parts` says how many there were, or better: of which types; `datetime` and `UUID` among them.
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


#: Types that JSON does not know, and how they are read.
READERS: dict[type, Callable[[str], Any]] = {datetime: datetime.fromisoformat, UUID: UUID}


def _typed(key: list[Any], parts: int | tuple[type, ...]) -> list[Any] | None:
    """Return the parts of a cursor as what they are, or `None` if they are something else."""
    if isinstance(parts, int):
        return key if len(key) == parts else None
    if [type(part) for part in key] != [str if kind in READERS else kind for kind in parts]:
        return None
    try:
        return [READERS.get(kind, kind)(part) for part, kind in zip(key, parts, strict=True)]
    except ValueError:
        return None
