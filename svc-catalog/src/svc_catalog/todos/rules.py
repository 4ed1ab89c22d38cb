"""What is true of what waits whatever the database does."""

from collections.abc import Iterable
from datetime import date

from svc_catalog.todos.types import Entry


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Return what waits, what is due first before the others, then what has waited longest."""
    return sorted(entries, key=lambda one: (one.due_on or date.max, one.since, one.kind, one.key))


def is_overdue(due_on: date | None, today: date) -> bool:
    """Return whether a last day has passed."""
    return due_on is not None and today > due_on
