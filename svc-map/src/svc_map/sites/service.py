"""Use cases on sites."""

from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.calendars import calendar_of
from servicekit.events import Event
from servicekit.outbox import Outbox
from servicekit.routing import check_version
from servicekit.scope import within
from servicekit.workdays import Calendar
from svc_map.calendar.models import CalendarYear
from svc_map.sites import events, rules
from svc_map.sites.errors import NoSuchSite
from svc_map.sites.models import Site
from svc_map.sites.schemas import WORDS, SiteEdit, SiteOut, WaitOut
from svc_map.sites.types import Hours, Openness
from svc_map.waits.repository import Wait, waits


class SiteService:
    """One public method per use case."""

    def __init__(self, session: AsyncSession, now: datetime) -> None:
        self._session = session
        self._now = now

    async def calendar(self) -> Calendar:
        """Return the work calendar of this service's copy."""
        return await calendar_of(self._session, CalendarYear)

    async def all(self, condition: ColumnElement[bool] | None = None) -> Sequence[Site]:
        """Return sites in the order of their ids."""
        found = select(Site).order_by(Site.site_id)
        return (await self._session.scalars(found if condition is None else found.where(condition))).all()

    async def list(self, regions: Iterable[str], crs: str) -> list[SiteOut]:
        """Return the sites of regions as they are now, with the live wait of each."""
        sites = await self.all(within(Site.region_code, regions))
        calendar = await self.calendar()
        live = await waits(self._session, [site.site_id for site in sites], self._now)
        return [shown(site, calendar, self._now, crs, live.get(site.site_id)) for site in sites]

    async def find(self, site_id: str, crs: str) -> SiteOut:
        """Return one site as it is now.

        Raises:
            NoSuchSite: there is none.

        """
        site = await self._session.get(Site, site_id)
        if site is None:
            raise NoSuchSite
        live = await waits(self._session, [site_id], self._now)
        return shown(site, await self.calendar(), self._now, crs, live.get(site_id))

    async def edit(
        self, site_id: str, regions: Iterable[str], change: SiteEdit, if_match: str | None
    ) -> Site:
        """Change a site of the operator's regions and announce it."""
        found = select(Site).where(Site.site_id == site_id, within(Site.region_code, regions))
        site = await self._session.scalar(found.with_for_update())
        if site is None:
            raise NoSuchSite
        check_version(if_match, site.version)
        for name, value in change.model_dump(exclude_none=True).items():
            setattr(site, name, value)
        await Outbox(self._session, self._now).announce(events.site_changed, site)
        return site


def openness(site: Site, calendar: Calendar, moment: datetime) -> Openness:
    """Return whether a site serves at a moment: by its state first, then by its hours."""
    if site.state != "open":
        return Openness(is_open=False, reason=f"site_{site.state}")
    return rules.openness(Hours.model_validate(site.hours), calendar, moment)


def shown(site: Site, calendar: Calendar, moment: datetime, crs: str, live: Wait | None) -> SiteOut:
    """Return a site as anybody sees it at a moment."""
    state = openness(site, calendar, moment)
    longitude, latitude = rules.to_crs(site.longitude, site.latitude, crs)
    return SiteOut(
        site_id=site.site_id,
        name=site.name,
        kind=site.kind,
        region_code=site.region_code,
        address=site.address,
        phone=site.phone,
        longitude=round(longitude, 6),
        latitude=round(latitude, 6),
        crs=crs,
        is_indicative=site.is_indicative,
        hours=Hours.model_validate(site.hours),
        windows=site.windows,
        is_accessible=site.is_accessible,
        state=site.state,
        version=site.version,
        is_open=state.is_open,
        why_not=WORDS[state.reason] if state.reason else None,
        changes_at=state.changes_at,
        is_provisional=state.is_provisional,
        wait=WaitOut(waiting=live.waiting, n=live.n, mean_s=live.mean_s) if live else None,
    )


async def all_sites(session: AsyncSession) -> AsyncIterator[Event]:
    """Yield the present state of every site."""
    for site in await session.scalars(select(Site).order_by(Site.site_id)):
        yield events.site_changed(site)
