"""All SQL on gaps."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, Row, and_, case, cast, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from svc_catalog.asked.models import Asked, Click
from svc_catalog.gaps.models import Gap
from svc_catalog.gaps.rules import LEAST_UNCLICKED
from svc_catalog.gaps.types import Counted, GapState, Ranked


class GapRepository:
    """Finds gaps; never commits."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def ranked(
        self,
        condition: ColumnElement[bool],
        days: tuple[date, date],
        states: Sequence[GapState],
        after: Sequence[Any] | None,
        limit: int,
    ) -> list[Ranked]:
        """Return the gaps of some days, what hurts most first.

        A question of which some department has said that it is mended is a gap no longer; it is
        listed by its state, with as many days before as there have been since.
        """
        first, last = days
        # A mended gap is compared over as many days before as after, so look back twice as far.
        earliest = first - (last - first)
        clicks = (
            select(Click.query, Click.day, Click.region_code, func.sum(Click.clicks).label("clicks"))
            .where(Click.day >= earliest)
            .group_by(Click.query, Click.day, Click.region_code)
            .subquery()
        )
        same_day = and_(
            clicks.c.query == Asked.query,
            clicks.c.day == Asked.day,
            clicks.c.region_code == Asked.region_code,
        )
        same = and_(Gap.query == Asked.query, Gap.region_code == Asked.region_code)
        since = Asked.day >= first
        mended = Gap.mended_on
        span = cast(last, Date) - mended + 1
        is_before = and_(mended.is_not(None), Asked.day < mended, Asked.day >= mended - span)
        is_after = and_(mended.is_not(None), Asked.day >= mended)
        state = func.coalesce(Gap.state, GapState.OPEN)
        asked, empty = _sum(Asked.asked, since), _sum(Asked.empty, since)
        opened = _sum(clicks.c.clicks, since)
        times = case((empty > 0, empty), else_=asked)
        found = (
            select(
                Asked.query,
                Asked.region_code,
                times.label("times"),
                asked.label("asked"),
                empty.label("empty"),
                opened.label("clicks"),
                state.label("state"),
                Gap.department_code,
                func.coalesce(Gap.note, "").label("note"),
                mended,
                func.min(Asked.day).filter(since).label("first_day"),
                *(
                    _sum(column, there).label(f"{when}_{name}")
                    for when, there in (("before", is_before), ("after", is_after))
                    for name, column in (
                        ("asked", Asked.asked),
                        ("empty", Asked.empty),
                        ("clicks", clicks.c.clicks),
                    )
                ),
            )
            .outerjoin(clicks, same_day)
            .outerjoin(Gap, same)
            .where(condition, Asked.day >= earliest, state.in_(states))
            .group_by(Asked.query, Asked.region_code, Gap.query, Gap.region_code)
            .having(
                or_(
                    empty > 0,
                    and_(asked >= LEAST_UNCLICKED, opened == 0),
                    func.coalesce(Gap.state, "") == GapState.MENDED,
                )
            )
            .order_by(times.desc(), Asked.query.desc(), Asked.region_code.desc())
            .limit(limit)
        )
        if after:
            found = found.having(tuple_(times, Asked.query, Asked.region_code) < tuple_(*after))
        return [_ranked(row) for row in await self._session.execute(found)]

    async def is_asked(self, query: str, region_code: str) -> bool:
        """Tell whether anybody has asked this in a county."""
        asked = select(Asked.query).where(Asked.query == query, Asked.region_code == region_code).limit(1)
        return await self._session.scalar(asked) is not None

    async def lock(self, query: str, region_code: str) -> Gap | None:
        """Return what was decided of a gap, holding it until the transaction ends."""
        wanted = select(Gap).where(Gap.query == query, Gap.region_code == region_code)
        return await self._session.scalar(wanted.with_for_update())

    def add(self, gap: Gap) -> None:
        """Keep a new decision."""
        self._session.add(gap)


def times(ranked: Ranked) -> int:
    """Return by what a gap is ranked."""
    return ranked.counted.empty or ranked.counted.asked


def window(last: date, days: int) -> tuple[date, date]:
    """Return the first and the last of some days."""
    return last - timedelta(days=days - 1), last


def _sum(column: Any, there: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(column).filter(there), 0)


def _ranked(row: Row[Any]) -> Ranked:
    return Ranked(
        query=row.query,
        region_code=row.region_code,
        counted=Counted(asked=int(row.asked), empty=int(row.empty), clicks=int(row.clicks)),
        state=row.state,
        department_code=row.department_code,
        note=row.note,
        mended_on=row.mended_on,
        first_day=row.first_day,
        before=Counted(
            asked=int(row.before_asked), empty=int(row.before_empty), clicks=int(row.before_clicks)
        ),
        after=Counted(asked=int(row.after_asked), empty=int(row.after_empty), clicks=int(row.after_clicks)),
    )
