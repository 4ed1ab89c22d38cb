"""All SQL on cases."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.scope import within
from svc_filing.cases.models import Case, CaseAction, CaseDecision, NumberSeries


class CaseRepository:
    """Stores and finds cases; never commits."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def add(self, row: Case | CaseAction | CaseDecision) -> None:
        """Store a new row."""
        self._session.add(row)

    async def next_serial(self, region_code: str, day: date) -> int:
        """Return the next number of a region's day; the row stays locked, so none is given twice."""
        statement = insert(NumberSeries).values(region_code=region_code, day=day, last=1)
        serial = await self._session.scalar(
            statement.on_conflict_do_update(
                index_elements=["region_code", "day"], set_={"last": NumberSeries.last + 1}
            ).returning(NumberSeries.last)
        )
        return int(serial or 1)

    async def of_applicant(self, case_id: UUID, applicant: str, *, locked: bool = False) -> Case | None:
        """Return a case if it is the applicant's own."""
        own = select(Case).where(Case.id == case_id, Case.applicant == applicant)
        return await self._session.scalar(own.with_for_update() if locked else own)

    async def in_regions(self, case_id: UUID, regions: Iterable[str], *, locked: bool = False) -> Case | None:
        """Return a case if it lies in one of the regions."""
        found = select(Case).where(Case.id == case_id, within(Case.region_code, regions))
        return await self._session.scalar(found.with_for_update() if locked else found)

    async def locked(self, case_id: UUID) -> Case | None:
        """Return a case, holding it until the transaction ends."""
        return await self._session.get(Case, case_id, with_for_update=True)

    async def by_number(self, number: str) -> Case | None:
        """Return the case with a 申报号."""
        return await self._session.scalar(select(Case).where(Case.number == number))

    async def page(
        self, condition: ColumnElement[bool], after: Sequence[Any] | None, limit: int
    ) -> Sequence[Case]:
        """Return cases, newest first, from after a place on."""
        found = select(Case).where(condition)
        if after:
            found = found.where(tuple_(Case.submitted_at, Case.id) < tuple_(*after))
        found = found.order_by(Case.submitted_at.desc(), Case.id.desc()).limit(limit)
        return (await self._session.scalars(found)).all()

    async def actions(self, case_id: UUID) -> Sequence[CaseAction]:
        """Return what was done to a case, oldest first."""
        found = select(CaseAction).where(CaseAction.case_id == case_id).order_by(CaseAction.seq)
        return (await self._session.scalars(found)).all()

    async def decisions(self, case_id: UUID) -> Sequence[CaseDecision]:
        """Return what rules said of a case, oldest first."""
        found = select(CaseDecision).where(CaseDecision.case_id == case_id).order_by(CaseDecision.made_at)
        return (await self._session.scalars(found)).all()

    async def newest_action(self, condition: ColumnElement[bool]) -> int:
        """Return the sequence number of the newest action on cases that fit."""
        newest = select(func.max(CaseAction.seq)).join(Case, Case.id == CaseAction.case_id).where(condition)
        return await self._session.scalar(newest) or 0
