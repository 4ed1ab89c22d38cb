"""Use cases on what was asked.

Counted in memory and written once a second at most: a search must not wait for the disk, nor for
another that asks the same. A process that is killed forgets the counts of its last second.
"""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, TypeAlias

from sqlalchemy import ARRAY, bindparam, delete, func, select
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.workdays import SHANGHAI
from svc_catalog.asked import rules
from svc_catalog.asked.models import Asked, Click

Counted: TypeAlias = Asked | Click

WRITE_EVERY = 1.0  # seconds
MOST_WAITING = 5_000  # different questions
KEPT_FOR = timedelta(days=400)


@dataclass(frozen=True)
class Question:
    """What was asked, where and when."""

    query: str
    day: date
    region_code: str


class Tally:
    """The counts of one process that are not in the database yet."""

    def __init__(self) -> None:
        self._asked: Counter[Question] = Counter()
        self._empty: Counter[Question] = Counter()
        self._clicks: Counter[tuple[Question, str, str]] = Counter()
        self._places: Counter[tuple[Question, str, str]] = Counter()
        self._written_at = 0.0

    def ask(self, query: str, region: str, at: datetime, *, is_empty: bool) -> None:
        """Count a search."""
        question = question_of(query, region, at)
        if question.query and (question in self._asked or len(self._asked) < MOST_WAITING):
            self._asked[question] += 1
            self._empty[question] += is_empty

    def click(self, query: str, region: str, at: datetime, *, kind: str, key: str, place: int) -> None:
        """Count that something was opened from a list of results."""
        question = question_of(query, region, at)
        one = (question, kind, key)
        if question.query and (one in self._clicks or len(self._clicks) < MOST_WAITING):
            self._clicks[one] += 1
            self._places[one] += place

    async def write(self, session: AsyncSession, *, at_once: bool = False) -> None:
        """Add to the database what was counted, if the last time is long enough ago."""
        if not at_once and time.monotonic() - self._written_at < WRITE_EVERY:
            return
        self._written_at = time.monotonic()
        asked, empty, self._asked, self._empty = self._asked, self._empty, Counter(), Counter()
        clicks, places, self._clicks, self._places = self._clicks, self._places, Counter(), Counter()
        await add(
            session,
            Asked,
            [{**vars(one), "asked": asked[one], "empty": empty[one]} for one in asked],
            ("asked", "empty"),
        )
        await add(
            session,
            Click,
            [
                {**vars(one[0]), "kind": one[1], "key": one[2], "clicks": clicks[one], "places": places[one]}
                for one in clicks
            ],
            ("clicks", "places"),
        )


def question_of(query: str, region: str, at: datetime) -> Question:
    """Return what is kept of a question."""
    return Question(rules.kept(query), at.astimezone(SHANGHAI).date(), rules.county(region))


async def add(
    session: AsyncSession, model: type[Counted], rows: Sequence[dict[str, Any]], counts: tuple[str, ...]
) -> None:
    """Add counts to those of the same key; in one order everywhere, so that no two writers wait in a ring."""
    if rows:
        keys = [column.name for column in model.__table__.primary_key]
        ordered = sorted(rows, key=lambda row: tuple(row[key] for key in keys))
        columns = {f"all_{name}": [row[name] for row in ordered] for name in (*keys, *counts)}
        await session.execute(adding(model, counts), columns)


@cache
def adding(model: type[Counted], counts: tuple[str, ...]) -> Insert:
    """Return the statement that adds arrays of counts: one text for any number of them."""
    table: Any = model.__table__
    keys = [column.name for column in table.primary_key]
    names = [*keys, *counts]
    arrays = (bindparam(f"all_{name}", type_=ARRAY(table.c[name].type)) for name in names)
    fresh = func.unnest(*arrays).table_valued(*names).render_derived()
    statement = insert(table).from_select(names, select(*(fresh.c[name] for name in names)))
    sums = {name: table.c[name] + statement.excluded[name] for name in counts}
    return statement.on_conflict_do_update(index_elements=keys, set_=sums)


async def forget(session: AsyncSession, now: datetime) -> None:
    """Remove the counts of days long past."""
    last = (now - KEPT_FOR).date()
    await session.execute(delete(Asked).where(Asked.day < last))
    await session.execute(delete(Click).where(Click.day < last))
