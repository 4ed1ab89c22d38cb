"""All SQL on new items of the directory."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, literal, select, tuple_
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from svc_catalog.arrivals.models import Arrival
from svc_catalog.arrivals.types import ArrivalState
from svc_catalog.departments.models import Department
from svc_catalog.items.models import DirectoryEntry, Item
from svc_catalog.regions.models import Region
from svc_catalog.regions.rules import CITY_LEVEL


class ArrivalRepository:
    """Finds new items; never commits."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def tell_cities(self, code: str, now: datetime) -> None:
        """Let every city decide on an item that it has no list entry of."""
        listed = select(Item.region_code).where(Item.directory_code == code)
        cities = select(
            Region.code, literal(code), literal(now), literal(ArrivalState.OPEN.value), literal(1)
        ).where(Region.kind == CITY_LEVEL, Region.code.not_in(listed))
        columns = ["region_code", "directory_code", "arrived_at", "state", "version"]
        await self._session.execute(
            upsert(Arrival).from_select(columns, cities, include_defaults=False).on_conflict_do_nothing()
        )

    async def page(
        self, wanted: ColumnElement[bool], after: tuple[datetime, str, str] | None, limit: int
    ) -> Sequence[tuple[Arrival, DirectoryEntry, Department]]:
        """Return new items with their entries and departments, the oldest first."""
        place = (Arrival.arrived_at, Arrival.region_code, Arrival.directory_code)
        found = (
            select(Arrival, DirectoryEntry, Department)
            .join(DirectoryEntry, DirectoryEntry.code == Arrival.directory_code)
            .join(Department, Department.code == DirectoryEntry.department_code)
            .where(wanted)
            .order_by(*place)
            .limit(limit)
        )
        if after:
            found = found.where(tuple_(*place) > after)
        return [(one, entry, body) for one, entry, body in await self._session.execute(found)]

    async def lock(self, region_code: str, code: str) -> Arrival | None:
        """Return a new item, held until the transaction ends."""
        wanted = (Arrival.region_code == region_code) & (Arrival.directory_code == code)
        return await self._session.scalar(select(Arrival).where(wanted).with_for_update())

    async def entry(self, code: str) -> tuple[DirectoryEntry, Department]:
        """Return an entry that is known to be there, and its department."""
        found = (
            select(DirectoryEntry, Department)
            .join(Department, Department.code == DirectoryEntry.department_code)
            .where(DirectoryEntry.code == code)
        )
        entry, body = (await self._session.execute(found)).one()
        return entry, body

    async def sibling(self, region_code: str, department_code: str) -> Item | None:
        """Return another item of the same body on the same list."""
        found = (
            select(Item)
            .join(DirectoryEntry, DirectoryEntry.code == Item.directory_code)
            .where(Item.region_code == region_code, DirectoryEntry.department_code == department_code)
            .order_by(Item.item_id)
            .limit(1)
        )
        return await self._session.scalar(found)
