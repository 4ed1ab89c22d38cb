"""Pages of things that are sorted by an id or a number."""

from collections.abc import Sequence
from typing import Any, TypeVar
from uuid import UUID

from servicekit.problems import MalformedRequest
from servicekit.schemas import Out, Page, open_cursor, seal_cursor

T = TypeVar("T", bound=Out)

LARGEST = 2**63  # of a bigint


def id_after(after: str | None) -> UUID | None:
    """Return the id at which the page before ended.

    Raises:
        MalformedRequest: it is not a cursor of ours.

    """
    key = open_cursor(after, 1)
    try:
        return UUID(key[0]) if key else None
    except (ValueError, AttributeError, TypeError):
        raise foreign_cursor() from None


def number_after(after: str | None) -> int | None:
    """Return the number at which the page before ended.

    Raises:
        MalformedRequest: it is not a cursor of ours.

    """
    key = open_cursor(after, 1)
    if key is None:
        return None
    if not isinstance(key[0], int) or not 0 <= key[0] < LARGEST:
        raise foreign_cursor()
    return int(key[0])


def foreign_cursor() -> MalformedRequest:
    """Return the refusal of a cursor that no list of this kind has given out."""
    return MalformedRequest(errors=[{"parameter": "after", "detail": "is not a cursor of this list"}])


def page_of(schema: type[T], found: Sequence[Any], limit: int) -> Page[T]:
    """Return the first `limit` of the things found; one more than that says that there is another page."""
    shown = found[:limit]
    return Page(
        items=[schema.model_validate(thing) for thing in shown],
        next=seal_cursor(str(shown[-1].id)) if len(found) > limit else None,
    )
