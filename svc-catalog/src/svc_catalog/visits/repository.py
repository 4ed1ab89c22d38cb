"""All SQL of what is seen and said of guides."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from svc_catalog.visits.models import Feedback, Visits

MOST_SAID = 100
SUMS = (func.sum(Visits.views).label("views"), func.sum(Visits.completions).label("completions"))


class VisitRepository:
    """Counts; never commits."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def count(self, row: dict[str, Any]) -> None:
        """Add to the counts of a guide, a day, a county and a channel."""
        statement = insert(Visits).values(row)
        sums = {name: getattr(Visits, name) + statement.excluded[name] for name in ("views", "completions")}
        keys = list(Visits.__table__.primary_key)
        await self._session.execute(statement.on_conflict_do_update(index_elements=keys, set_=sums))

    async def seen(self, ids: Sequence[UUID], since: date, until: date) -> dict[UUID, tuple[int, int]]:
        """Return views and completions of guides between two days, both included."""
        wanted = select(Visits.media_id, *SUMS).where(_between(Visits, ids, since, until))
        rows = await self._session.execute(wanted.group_by(Visits.media_id))
        return {row.media_id: (row.views, row.completions) for row in rows}

    async def said(
        self, ids: Sequence[UUID], since: date, until: date
    ) -> dict[UUID, dict[tuple[bool, str | None], int]]:
        """Return how often what was said of guides between two days."""
        columns = (Feedback.media_id, Feedback.is_helpful, Feedback.reason)
        wanted = select(*columns, func.count().label("times")).where(_between(Feedback, ids, since, until))
        found: dict[UUID, dict[tuple[bool, str | None], int]] = {}
        for row in await self._session.execute(wanted.group_by(*columns)):
            found.setdefault(row.media_id, {})[row.is_helpful, row.reason] = row.times
        return found

    async def days(self, media_id: UUID, since: date, until: date) -> Sequence[Row[date, int, int]]:
        """Return the counts of a guide by day."""
        wanted = select(Visits.day, *SUMS).where(_between(Visits, [media_id], since, until))
        return (await self._session.execute(wanted.group_by(Visits.day).order_by(Visits.day))).all()

    async def places(self, media_id: UUID, since: date, until: date) -> Sequence[Row[str, str, int, int]]:
        """Return the counts of a guide by county and channel."""
        where = (Visits.region_code, Visits.channel)
        wanted = select(*where, *SUMS).where(_between(Visits, [media_id], since, until))
        return (await self._session.execute(wanted.group_by(*where).order_by(*where))).all()

    async def texts(self, media_id: UUID, since: date, until: date) -> Sequence[Feedback]:
        """Return what was said of a guide in words, the latest first."""
        wanted = _between(Feedback, [media_id], since, until) & (Feedback.text != "")
        order = (Feedback.day.desc(), Feedback.feedback_id)
        return (
            await self._session.scalars(select(Feedback).where(wanted).order_by(*order).limit(MOST_SAID))
        ).all()

    async def forget(self, last: date) -> None:
        """Remove what was counted and said before a day."""
        for table in (Visits, Feedback):
            await self._session.execute(delete(table).where(table.day < last))


def _between(
    table: type[Visits] | type[Feedback], ids: Sequence[UUID], since: date, until: date
) -> ColumnElement[bool]:
    return table.media_id.in_(ids) & table.day.between(since, until)
