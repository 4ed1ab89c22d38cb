"""Pages of things that are sorted by an id or a number."""

from collections.abc import Sequence
from typing import Any, TypeVar
from uuid import UUID

from servicekit.schemas import BigInt, Out, Page, open_cursor, seal_cursor

T = TypeVar("T", bound=Out)


def id_after(after: str | None) -> UUID | None:
    """Return the id at which the page before ended.

    Raises:
        MalformedRequest: it is not a cursor of ours.

    """
    key = open_cursor(after, (UUID,))
    return key[0] if key else None


def number_after(after: str | None) -> int | None:
    """Return the number at which the page before ended.

    Raises:
        MalformedRequest: it is not a cursor of ours.

    """
    key = open_cursor(after, (BigInt,))
    return key[0] if key else None


def page_of(schema: type[T], found: Sequence[Any], limit: int) -> Page[T]:
    """Return the first `limit` of the things found; one more than that says that there is another page."""
    shown = found[:limit]
    return Page(
        items=[schema.model_validate(thing) for thing in shown],
        next=seal_cursor(str(shown[-1].id)) if len(found) > limit else None,
    )
