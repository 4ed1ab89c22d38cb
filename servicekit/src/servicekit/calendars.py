"""A service's own copy of the work calendar, and the arithmetic on it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from servicekit.copies import Copied, keep
from servicekit.workdays import Calendar


class CalendarCopy(Copied):
    """Columns of a table `calendar_years`: the days on which a year differs from ordinary weeks."""

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    is_provisional: Mapped[bool]
    #: `{"2026-10-01": true}`: off; false: a weekend day that is worked.
    days: Mapped[dict[str, bool]] = mapped_column(JSONB)


async def calendar_of(session: AsyncSession, model: Any) -> Calendar:
    """Return the calendar of all years that a service's copy knows."""
    years = (await session.scalars(select(model))).all()
    days = {date.fromisoformat(day): is_off for year in years for day, is_off in year.days.items()}
    return Calendar(days, known_years=frozenset(year.year for year in years if not year.is_provisional))


async def keep_year(
    session: AsyncSession,
    model: Any,
    *,
    year: int,
    version: int,
    is_provisional: bool,
    days: Iterable[tuple[str, bool]],
) -> None:
    """Store a year unless the copy is as new already; `days` pairs an ISO date with whether it is off."""
    row = {"year": year, "source_version": version, "is_provisional": is_provisional, "days": dict(days)}
    await keep(session, model, row)
