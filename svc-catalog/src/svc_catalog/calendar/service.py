"""Use cases on the work calendar."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.outbox import Outbox
from servicekit.routing import check_version
from servicekit.workdays import Calendar
from svc_catalog.calendar import rules
from svc_catalog.calendar.errors import NoSuchYear, NoticeDoesNotHold
from svc_catalog.calendar.events import calendar_changed
from svc_catalog.calendar.models import CalendarYear
from svc_catalog.calendar.schemas import DayOut, ImportedOut, NoticeIn, YearOut
from svc_catalog.calendar.types import Day, Finding, Holiday, Notice


async def calendar(session: AsyncSession) -> Calendar:
    """Return the calendar of all years that are known."""
    years = (await session.scalars(select(CalendarYear))).all()
    days = {date.fromisoformat(day["date"]): day["is_off"] for year in years for day in year.days}
    return Calendar(days, known_years=frozenset(year.year for year in years if not year.is_provisional))


class CalendarService:
    """One public method per use case."""

    def __init__(self, session: AsyncSession, now: datetime) -> None:
        self._session = session
        self._outbox = Outbox(session, now)
        self._now = now

    async def all(self) -> Sequence[CalendarYear]:
        """Return every year that is known, the first first."""
        return (await self._session.scalars(select(CalendarYear).order_by(CalendarYear.year))).all()

    async def show(self, year: int) -> CalendarYear:
        """Return a year.

        Raises:
            NoSuchYear: nothing is known of it.

        """
        found = await self._session.get(CalendarYear, year)
        if found is None:
            raise NoSuchYear
        return found

    async def take(self, year: int, told: NoticeIn, if_match: str | None, *, is_trial: bool) -> ImportedOut:
        """Replace a year by what a notice says, and announce it; a notice that changes nothing is not told.

        Raises:
            StaleVersion: somebody has changed the year since.
            NoticeDoesNotHold: rules are broken, listed in `errors`.

        """
        row = await self._session.scalar(
            select(CalendarYear).where(CalendarYear.year == year).with_for_update()
        )
        check_version(if_match, row.version if row else 0)
        notice = notice_of(year, told)
        is_final = row is not None and not row.is_provisional
        check(rules.findings(notice, is_final_already=is_final), told)
        after = rules.days(notice)
        before = days_of(row) if row else []
        added, removed = rules.difference(before, after)
        source = told.model_dump(mode="json", include={"title", "number", "issued_on", "reason"})
        source |= {"accepted": told.accepts}
        now = (notice.is_provisional, source)
        is_changed = row is None or bool(added or removed) or (row.is_provisional, row.notice) != now
        if is_changed and not is_trial:
            row = await self._keep(row, notice, source, after)
        shown = YearOut.model_validate(row) if row and not is_trial else trial_of(row, notice, after)
        return ImportedOut(
            year=shown,
            is_changed=is_changed,
            is_trial=is_trial,
            added=[DayOut.model_validate(day) for day in added],
            removed=[DayOut.model_validate(day) for day in removed],
        )

    async def _keep(
        self, row: CalendarYear | None, notice: Notice, source: dict[str, Any], after: list[Day]
    ) -> CalendarYear:
        if row is None:
            row = CalendarYear(year=notice.year)
            self._session.add(row)
        row.is_provisional, row.notice = notice.is_provisional, source
        row.days = [asdict(day) | {"date": day.date.isoformat()} for day in after]
        await self._outbox.announce(calendar_changed, row)
        return row


def notice_of(year: int, told: NoticeIn) -> Notice:
    """Return what was told, as rules judge it."""
    holidays = [Holiday(one.name, one.first, one.last) for one in told.holidays]
    return Notice(year, told.is_provisional, holidays, list(told.worked))


def check(found: list[Finding], told: NoticeIn) -> None:
    """Refuse what does not hold, unless it may be accepted and was, with a reason.

    Raises:
        NoticeDoesNotHold: something remains.

    """
    accepted = set(told.accepts) if told.reason else set()
    left = [one for one in found if not (one.may_be_accepted and one.code in accepted)]
    if left:
        raise NoticeDoesNotHold(errors=[asdict(one) for one in left])


def days_of(row: CalendarYear) -> list[Day]:
    """Return the days of a stored year."""
    return [Day(date.fromisoformat(day["date"]), day["is_off"], day["name"]) for day in row.days]


def trial_of(row: CalendarYear | None, notice: Notice, after: list[Day]) -> YearOut:
    """Return the year as it would be."""
    return YearOut(
        year=notice.year,
        is_provisional=notice.is_provisional,
        version=row.version if row else 0,
        days=[DayOut.model_validate(day) for day in after],
    )
