"""The form of JSON, in and out."""

import base64
import binascii
from typing import Annotated, Any, Generic, TypeVar

import orjson
from fastapi import Query
from pydantic import BaseModel, ConfigDict

from servicekit.problems import MalformedRequest

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

    model_config = ConfigDict(from_attributes=True, extra="allow")

    type: str
    title: str
    status: int
    instance: str
    detail: str | None = None
    errors: list[ErrorOut] | None = None
    trace_id: str | None = None


Limit = Annotated[int, Query(ge=1, le=200, description="how many at most")]
After = Annotated[str | None, Query(max_length=400, description="`next` of the page before")]


def seal_cursor(*key: Any) -> str:
    """Return where a page ended as text that callers pass back unread."""
    return base64.urlsafe_b64encode(orjson.dumps(key)).decode().rstrip("=")


def open_cursor(after: str | None, parts: int | tuple[type, ...]) -> list[Any] | None:
    """Return what `seal_cursor` was given, or `None` for the first page.

    `parts` says how many there were, or better: of which types.

    Raises:
        MalformedRequest: the text is not one of ours.

    """
    if not after:
        return None
    try:
        key = orjson.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
    except (ValueError, binascii.Error, orjson.JSONDecodeError):
        key = None
    found = [type(part) for part in key] if isinstance(key, list) else []
    if found != list(parts) if isinstance(parts, tuple) else len(found) != parts:
        raise MalformedRequest(errors=[{"parameter": "after", "detail": "is not a cursor of this list"}])
    return list(key)
