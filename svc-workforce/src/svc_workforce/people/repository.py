"""All SQL on people and organisations."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select, true
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.scope import within
from svc_workforce.people.models import OrganisationRow, Person
from svc_workforce.people.types import Organisation, State


class PeopleRepository:
    """Stores and finds people; never commits."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def add(self, person: Person) -> None:
        """Store somebody new."""
        self._session.add(person)

    async def everybody(self) -> Sequence[Person]:
        """Return all people, those who have left included."""
        return (await self._session.scalars(select(Person).order_by(Person.staff_id))).all()

    async def locked(self, codes: Iterable[str]) -> dict[str, Person]:
        """Return people by their employee codes, held until the transaction ends."""
        found = select(Person).where(Person.employee_code.in_(codes)).order_by(Person.employee_code)
        return {one.employee_code: one for one in await self._session.scalars(found.with_for_update())}

    async def one(self, staff_id: UUID, regions: Iterable[str]) -> Person | None:
        """Return a person of some regions."""
        wanted = (Person.staff_id == staff_id) & within(Person.region_code, regions)
        return (await self._session.scalars(select(Person).where(wanted))).one_or_none()

    async def page(
        self, regions: Iterable[str], state: State | None, after: str, limit: int
    ) -> Sequence[Person]:
        """Return people of some regions by employee code, from after one on."""
        wanted = within(Person.region_code, regions) & (Person.employee_code > after)
        wanted &= Person.state == state if state else true()
        found = select(Person).where(wanted).order_by(Person.employee_code).limit(limit)
        return (await self._session.scalars(found)).all()

    async def organisations(
        self, regions: Iterable[str], after: str, limit: int
    ) -> Sequence[OrganisationRow]:
        """Return organisations of some regions by code, from after one on."""
        wanted = within(OrganisationRow.region_code, regions) & (OrganisationRow.code > after)
        found = select(OrganisationRow).where(wanted).order_by(OrganisationRow.code).limit(limit)
        return (await self._session.scalars(found)).all()

    async def names(self, codes: Iterable[str]) -> dict[str, str]:
        """Return the names of organisations by code."""
        found = select(OrganisationRow.code, OrganisationRow.name).where(OrganisationRow.code.in_(codes))
        return {row.code: row.name for row in await self._session.execute(found)}

    async def keep_organisations(self, organisations: Sequence[Organisation]) -> None:
        """Store organisations; those that are known are renewed."""
        if not organisations:
            return
        row = insert(OrganisationRow).values(list(organisations))
        renewed = {name: row.excluded[name] for name in ("name", "region_code", "parent_code")}
        await self._session.execute(row.on_conflict_do_update(index_elements=["code"], set_=renewed))
