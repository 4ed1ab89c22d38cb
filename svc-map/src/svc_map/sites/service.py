"""Use cases on sites."""

from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import ColumnElement, or_, true
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.events import Event
from servicekit.outbox import Outbox
from servicekit.positions import Crs, Point, to_cgcs2000, told_in
from servicekit.routing import check_version
from servicekit.schemas import Page, open_cursor, seal_cursor
from servicekit.scope import within
from servicekit.workdays import SHANGHAI
from svc_map.calendar.service import CalendarService
from svc_map.hours.rules import day_of
from svc_map.hours.schemas import today_out
from svc_map.items.service import ItemService
from svc_map.sites import events, rules
from svc_map.sites.errors import NoSuchSite
from svc_map.sites.models import OpeningHours, Site
from svc_map.sites.repository import SiteRepository
from svc_map.sites.schemas import (
    OfferOut,
    OperatorSiteOut,
    PositionIn,
    SiteDetailOut,
    SiteEdit,
    SiteOut,
)
from svc_map.waits.service import WaitService

CURSOR = (str,)


class SiteService:
    """One public method per use case."""

    def __init__(self, session: AsyncSession, now: datetime) -> None:
        self._sites = SiteRepository(session)
        self._items = ItemService(session)
        self._calendar = CalendarService(session)
        self._waits = WaitService(session, now)
        self._outbox = Outbox(session, now)
        self._now = now

    async def all(self) -> Sequence[Site]:
        """Return every site."""
        return await self._sites.where(true())

    async def page(self, region: str | None, crs: Crs, after: str | None, limit: int) -> Page[SiteOut]:
        """Return the sites that lie in a region or offer its list."""
        there: ColumnElement[bool] = true()
        if region is not None:
            there = or_(within(Site.region_code, [region]), within(Site.list_region, [region]))
        found, onward = await self._page(there, after, limit)
        return Page(items=await self._shown(found, crs), next=onward)

    async def page_for_operator(
        self, regions: Iterable[str], state: str | None, after: str | None, limit: int
    ) -> Page[OperatorSiteOut]:
        """Return the sites that operators of some regions look after."""
        mine = within(Site.list_region, regions) & (Site.state == state if state else true())
        found, onward = await self._page(mine, after, limit)
        return Page(items=await self.shown_to_operator(found), next=onward)

    async def detail(self, site_id: str, crs: Crs) -> SiteDetailOut:
        """Return a site with its hours and what it offers.

        Raises:
            NoSuchSite: there is none.

        """
        site = await self._sites.find(site_id)
        if site is None:
            raise NoSuchSite
        (shown,) = await self._shown([site], crs)
        local_day = self._now.astimezone(SHANGHAI).date()
        today = day_of(rules.week_of(site.hours), await self._calendar.known(), local_day)
        items = (await self._items.published([site.list_region])).get(site.list_region, [])
        return SiteDetailOut(
            **shown.model_dump(),
            today=today_out(today),
            items=[OfferOut.model_validate(item) for item in rules.offered(items, site.short_list)],
        )

    async def edit(
        self, site_id: str, regions: Iterable[str], body: SiteEdit, by: str, if_match: str | None
    ) -> Site:
        """Change a site and announce it.

        Raises:
            NoSuchSite: none that the caller's regions look after.
            StaleVersion: it has changed since the caller read it.
            MalformedRequest: the hours contradict each other.

        """
        site = await self._sites.locked(site_id, regions)
        if site is None:
            raise NoSuchSite
        check_version(if_match, site.version)
        rules.check_hours(body.hours or [])
        wanted = body.model_dump(exclude_none=True, exclude={"position", "hours"})
        for name, value in wanted.items():
            setattr(site, name, value)
        if body.position is not None:
            move(site, body.position)
        if body.hours is not None:
            site.hours = [OpeningHours(**span.model_dump()) for span in body.hours]
        site.changed_at, site.changed_by = self._now, by
        await self._announce([site])
        return site

    async def found(self, sites: Iterable[Site]) -> None:
        """Put new sites on the map and announce them."""
        new = list(sites)
        self._sites.add(new)
        await self._announce(new)

    async def retell(self, list_region: str) -> None:
        """Announce the sites that offer a region's list anew: the list has changed."""
        sites = await self._sites.locked_of_list(list_region)
        for site in sites:
            site.offers_changed_at = self._now
        await self._announce(sites)

    async def offering(self, list_region: str, directory_code: str) -> list[Site]:
        """Return the sites that offer an item of a list if it is published."""
        found = await self._sites.where(Site.list_region == list_region)
        return [site for site in found if site.short_list is None or directory_code in site.short_list]

    async def shown_to_operator(self, sites: Sequence[Site]) -> list[OperatorSiteOut]:
        """Return sites as the operators see them who look after them."""
        return [
            OperatorSiteOut(
                **shown.model_dump(),
                short_list=site.short_list,
                changed_by=site.changed_by,
                offers_changed_at=site.offers_changed_at,
            )
            for site, shown in zip(sites, await self._shown(sites, Crs.CGCS2000), strict=True)
        ]

    async def _announce(self, sites: Sequence[Site]) -> None:
        lists = await self._items.published({site.list_region for site in sites})
        for site in sites:
            items = rules.offered(lists.get(site.list_region, []), site.short_list)
            told = partial(events.site_changed, item_ids=[item.item_id for item in items])
            await self._outbox.announce(told, site)

    async def _page(
        self, condition: ColumnElement[bool], after: str | None, limit: int
    ) -> tuple[Sequence[Site], str | None]:
        key = open_cursor(after, CURSOR)
        found = await self._sites.page(condition, key[0] if key else None, limit + 1)
        onward = seal_cursor(found[limit - 1].site_id) if len(found) > limit else None
        return found[:limit], onward

    async def _shown(self, sites: Sequence[Site], crs: Crs) -> list[SiteOut]:
        calendar, waits = await self._calendar.known(), await self._waits.by_hall()
        shown = []
        for site in sites:
            opening, why_not = rules.open_at(site.state, rules.week_of(site.hours), calendar, self._now)
            reason = why_not[0] if why_not else None
            more = {
                "is_open": opening.is_open,
                "reason": reason and reason.code,
                "why_not": reason and reason.text,
                "changes_at": opening.next_change,
                "is_provisional": opening.is_provisional,
                "wait": waits.get(site.site_id),
            }
            plain = {name: getattr(site, name) for name in SiteOut.model_fields if hasattr(site, name)}
            shown.append(SiteOut.model_validate(plain | told_in(site.longitude, site.latitude, crs) | more))
        return shown


def move(site: Site, position: PositionIn) -> None:
    """Put a site elsewhere; it is kept in CGCS2000."""
    point = to_cgcs2000(Point(position.longitude, position.latitude), position.crs)
    site.longitude, site.latitude = point.longitude, point.latitude


async def all_sites(session: AsyncSession) -> AsyncIterator[Event]:
    """Yield the present state of every site."""
    sites = await SiteRepository(session).where(true())
    lists = await ItemService(session).published({site.list_region for site in sites})
    for site in sites:
        items = rules.offered(lists.get(site.list_region, []), site.short_list)
        yield events.site_changed(site, [item.item_id for item in items])
