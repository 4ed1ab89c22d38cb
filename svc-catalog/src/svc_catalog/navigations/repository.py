"""All SQL of navigations."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from svc_catalog.departments.models import Department
from svc_catalog.items.models import DirectoryEntry, Item
from svc_catalog.items.types import State
from svc_catalog.navigations.models import Entry
from svc_catalog.navigations.types import Heading, Kind, Offer
from svc_catalog.regions.models import Region


class NavigationRepository:
    """Finds what navigations show; never commits."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def offers(self, lists: Sequence[str]) -> list[Offer]:
        """Return what somebody is offered to whom `lists` apply, the nearest of several lists deciding.

        Only columns that are looked at: a county offers some 1,700 items.
        """
        distance = case({code: place for place, code in enumerate(lists)}, value=Item.region_code)
        forms = Item.guide["handle_forms"]
        nearest = (
            select(
                Item.directory_code,
                Item.state,
                Item.is_kiosk,
                Item.guide["is_online"].as_boolean().label("is_online"),
                forms.contains(["窗口"]).label("at_window"),
                forms.contains(["快递"]).label("by_post"),
            )
            .where(Item.region_code.in_(lists), Item.state != State.DRAFT)
            .ext(distinct_on(Item.directory_code))
            .order_by(Item.directory_code, distance)
            .subquery()
        )
        found = (
            select(
                nearest,
                DirectoryEntry.number,
                DirectoryEntry.department_code,
                DirectoryEntry.audiences,
                DirectoryEntry.person_theme,
                DirectoryEntry.corporate_theme,
            )
            .join(DirectoryEntry, DirectoryEntry.code == nearest.c.directory_code)
            .where(nearest.c.state == State.PUBLISHED)
        )
        return [offer_of(row) for row in await self._session.execute(found)]

    async def entries(self, kind: Kind) -> Sequence[Entry]:
        """Return the entries of a navigation that is kept by hand, in their order."""
        wanted = select(Entry).where(Entry.kind == kind).order_by(Entry.position, Entry.code)
        return (await self._session.scalars(wanted)).all()

    async def names(self, directory_codes: Iterable[str]) -> dict[str, str]:
        """Return the names of items by their directory codes."""
        wanted = select(DirectoryEntry.code, DirectoryEntry.name)
        rows = await self._session.execute(wanted.where(DirectoryEntry.code.in_(list(directory_codes))))
        return {row.code: row.name for row in rows}

    async def headings(self, kind: Kind) -> list[Heading]:
        """Return the entries of a navigation that is kept by hand."""
        rows = await self.entries(kind)
        return [Heading(row.code, row.name, row.directory_codes, row.version) for row in rows]

    async def lock(self, kind: Kind, code: str) -> Entry | None:
        """Return an entry that is kept by hand, holding it until the transaction ends."""
        wanted = (Entry.kind == kind) & (Entry.code == code)
        return await self._session.scalar(select(Entry).where(wanted).with_for_update())

    async def departments(self) -> list[Heading]:
        """Return the departments."""
        rows = await self._session.scalars(select(Department).order_by(Department.code))
        return [Heading(row.code, row.name) for row in rows]

    async def counties(self, prefecture: str) -> list[Heading]:
        """Return what lies directly below a prefecture."""
        rows = await self._session.scalars(
            select(Region).where(Region.parent_code == prefecture).order_by(Region.code)
        )
        return [Heading(row.code, row.name) for row in rows]

    async def published(self, regions: Iterable[str]) -> dict[str, int]:
        """Return how many items the own list of each region holds."""
        counted = (
            select(Item.region_code, func.count().label("items"))
            .where(Item.region_code.in_(list(regions)), Item.state == State.PUBLISHED)
            .group_by(Item.region_code)
        )
        return {row.region_code: row.items for row in await self._session.execute(counted)}

    async def unknown(self, directory_codes: Sequence[str]) -> set[str]:
        """Return the codes that the directory does not hold."""
        wanted = select(DirectoryEntry.code).where(DirectoryEntry.code.in_(directory_codes))
        return set(directory_codes) - set(await self._session.scalars(wanted))


def offer_of(row: Any) -> Offer:
    """Return a row as an offer."""
    ways = {"online": row.is_online, "kiosk": row.is_kiosk, "window": row.at_window, "post": row.by_post}
    return Offer(
        directory_code=row.directory_code,
        number=row.number,
        below={
            Kind.PERSON_THEME: {row.person_theme},
            Kind.CORPORATE_THEME: {row.corporate_theme},
            Kind.DEPARTMENT: {row.department_code},
            Kind.AUDIENCE: set(row.audiences),
            Kind.CHANNEL: {name for name, is_there in ways.items() if is_there},
        },
    )
