"""Use cases on nearest places."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.workdays import Calendar
from svc_map.items.models import Item
from svc_map.nearest.schemas import CandidateOut, NearestOut, WhyNotOut
from svc_map.sites import rules
from svc_map.sites.models import Site
from svc_map.sites.schemas import WORDS, WaitOut
from svc_map.sites.service import SiteService, openness
from svc_map.sites.types import Hours
from svc_map.terminals.models import Terminal
from svc_map.waits.repository import Wait, waits

SHANGHAI = ZoneInfo("Asia/Shanghai")
BROKEN = {"offline": "terminal_offline", "never_seen": "terminal_never_seen"}


class NearestService:
    """Ranks halls and terminals around a point."""

    def __init__(self, session: AsyncSession, now: datetime) -> None:
        self._session = session
        self._now = now

    async def nearest(
        self, item: str | None, longitude: float, latitude: float, crs: str, at: datetime, limit: int
    ) -> NearestOut:
        """Return places around a point: those one can go to first, then by distance."""
        here = rules.from_crs(longitude, latitude, crs)
        offers = await self._offers(item)
        sites = SiteService(self._session, self._now)
        calendar, halls = await sites.calendar(), await sites.all()
        live = await waits(self._session, [site.site_id for site in halls], self._now)
        found = [self._hall(site, calendar, at, offers, here, crs, live.get(site.site_id)) for site in halls]
        terminals = await self._session.scalars(select(Terminal).order_by(Terminal.device_id))
        found += [self._terminal(terminal, calendar, at, offers, here, crs) for terminal in terminals]
        found.sort(key=lambda one: (not one.is_fit, one.distance_m, one.id))
        if found and found[0].is_fit:
            found[0] = found[0].model_copy(update={"is_recommended": True})
        return NearestOut(at=at, item=item, candidates=found[:limit])

    async def _offers(self, item: str | None) -> dict[str, Item] | None:
        """Return by region who carries out an item of the directory; `item` may be one county's id."""
        if item is None:
            return None
        code = await self._session.scalar(
            select(Item.directory_code).where(or_(Item.item_id == item, Item.directory_code == item)).limit(1)
        )
        rows = await self._session.scalars(select(Item).where(Item.directory_code == code))
        return {row.region_code: row for row in rows}

    def _hall(
        self,
        site: Site,
        calendar: Calendar,
        at: datetime,
        offers: dict[str, Item] | None,
        here: tuple[float, float],
        crs: str,
        live: Wait | None,
    ) -> CandidateOut:
        why = []
        if offers is not None:
            offered = offers.get(site.list_region)
            if offered is None:
                why.append(WhyNotOut(code="does_not_offer", text=WORDS["does_not_offer"]))
            elif offered.state != "published":
                why.append(WhyNotOut(code="item_withdrawn", text=WORDS["item_withdrawn"]))
        state = openness(site, calendar, at)
        if not state.is_open:
            why.append(WhyNotOut(code=state.reason, text=WORDS[state.reason]))
        x, y = rules.to_crs(site.longitude, site.latitude, crs)
        return CandidateOut(
            kind="site",
            id=site.site_id,
            name=site.name,
            address=site.address,
            region_code=site.region_code,
            longitude=round(x, 6),
            latitude=round(y, 6),
            crs=crs,
            is_indicative=site.is_indicative,
            distance_m=rules.distance(*here, site.longitude, site.latitude),
            is_fit=not why,
            is_recommended=False,
            why_not=why,
            opens_at=None if state.is_open else state.changes_at,
            wait=WaitOut(waiting=live.waiting, n=live.n, mean_s=live.mean_s) if live else None,
        )

    def _terminal(
        self,
        terminal: Terminal,
        calendar: Calendar,
        at: datetime,
        offers: dict[str, Item] | None,
        here: tuple[float, float],
        crs: str,
    ) -> CandidateOut:
        why = []
        if offers is not None and not self._does(terminal, offers):
            why.append(WhyNotOut(code="does_not_offer", text=WORDS["does_not_offer"]))
        if terminal.state != "online":
            why.append(silent(terminal))
        opens_at = None
        if not terminal.is_round_the_clock:
            hours = Hours(workdays=[(terminal.opens or "08:30", terminal.closes or "17:30")])
            state = rules.openness(hours, calendar, at)
            opens_at = None if state.is_open else state.changes_at
            if not state.is_open:
                why.append(WhyNotOut(code=state.reason, text=WORDS[state.reason]))
        x, y = rules.to_crs(terminal.longitude, terminal.latitude, crs)
        return CandidateOut(
            kind="kiosk",
            id=terminal.device_id,
            name=terminal.name,
            address=terminal.address,
            region_code=terminal.region_code,
            longitude=round(x, 6),
            latitude=round(y, 6),
            crs=crs,
            is_indicative=True,
            distance_m=rules.distance(*here, terminal.longitude, terminal.latitude),
            is_fit=not why,
            is_recommended=False,
            why_not=why,
            opens_at=opens_at,
            wait=None,
        )

    def _does(self, terminal: Terminal, offers: dict[str, Item]) -> bool:
        published = {item.item_id for item in offers.values() if item.state == "published"}
        return bool(published & set(terminal.item_ids))


def silent(terminal: Terminal) -> WhyNotOut:
    """Return why a terminal does not serve, and since exactly when it is silent."""
    code = BROKEN.get(terminal.state, "terminal_faulty")
    since = terminal.last_seen_at
    if code == "terminal_offline" and since:
        words = f"终端自 {since.astimezone(SHANGHAI):%m-%d %H:%M:%S} 起离线"
        return WhyNotOut(code=code, text=words, since=since)
    return WhyNotOut(code=code, text=WORDS[code])
