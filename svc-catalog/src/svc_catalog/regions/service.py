"""Use cases on regions."""

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.positions import Crs, Point, to_cgcs2000
from svc_catalog.regions import rules
from svc_catalog.regions.errors import NoRegionThere, NoSuchRegion
from svc_catalog.regions.models import Region
from svc_catalog.regions.seats import nearest, seats


class RegionService:
    """Knows the tree."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def names(self, codes: set[str]) -> dict[str, str]:
        """Return the names of regions by their codes."""
        found = await self._session.execute(select(Region.code, Region.name).where(Region.code.in_(codes)))
        return {row.code: row.name for row in found}

    async def at(self, point: Point, crs: Crs) -> tuple[list[Region], int]:
        """Return the county at a position and what lies above it, and the metres to its seat.

        The nearest seat of a county whose box holds the position: an indication, no boundary.

        Raises:
            NoRegionThere: no known county is near.

        """
        found = nearest(to_cgcs2000(point, crs), seats())
        if found is None:
            raise NoRegionThere
        seat, metres = found
        codes = rules.ancestry(seat.code)
        rows = {
            row.code: row for row in await self._session.scalars(select(Region).where(Region.code.in_(codes)))
        }
        if seat.code not in rows:
            raise NoRegionThere
        return [rows[code] for code in codes if code in rows], metres

    async def lists(self, code: str) -> list[str]:
        """Return whose lists of items apply to somebody in a region, the nearest first.

        Raises:
            NoSuchRegion: the tree does not hold it.

        """
        above = rules.ancestry(code)
        is_city_level = and_(Region.kind == rules.CITY_LEVEL, Region.parent_code.in_(above))
        rows = (
            await self._session.scalars(select(Region).where(or_(Region.code == code, is_city_level)))
        ).all()
        if code not in {row.code for row in rows}:
            raise NoSuchRegion
        city_levels = {row.parent_code: row.code for row in rows if row.kind == rules.CITY_LEVEL}
        return rules.lists(code, {parent: city for parent, city in city_levels.items() if parent})
