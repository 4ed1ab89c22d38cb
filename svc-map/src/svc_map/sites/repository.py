"""All SQL on sites."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.scope import within
from svc_map.sites.models import Site


class SiteRepository:
    """Stores and finds sites; never commits."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find(self, site_id: str) -> Site | None:
        """Return one site."""
        return await self._session.get(Site, site_id)

    async def where(self, condition: ColumnElement[bool]) -> Sequence[Site]:
        """Return sites in the order of their ids."""
        return (await self._session.scalars(select(Site).where(condition).order_by(Site.site_id))).all()

    async def page(self, condition: ColumnElement[bool], after: str | None, limit: int) -> Sequence[Site]:
        """Return sites in the order of their ids, from after a place on."""
        found = select(Site).where(condition).order_by(Site.site_id).limit(limit)
        if after:
            found = found.where(Site.site_id > after)
        return (await self._session.scalars(found)).all()

    async def locked(self, site_id: str, regions: Iterable[str]) -> Site | None:
        """Return a site that operators of some regions look after, holding it until the transaction ends."""
        mine = within(Site.list_region, regions)
        found = select(Site).where(Site.site_id == site_id, mine).with_for_update()
        return await self._session.scalar(found)

    async def locked_of_list(self, region_code: str) -> Sequence[Site]:
        """Return the sites that offer a region's list, holding them until the transaction ends."""
        found = select(Site).where(Site.list_region == region_code).order_by(Site.site_id)
        return (await self._session.scalars(found.with_for_update())).all()

    def add(self, sites: Iterable[Site]) -> None:
        """Store new sites."""
        self._session.add_all(sites)
