"""Use cases on finding the way."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.positions import Crs, Point, distance, to_cgcs2000, told_in
from servicekit.workdays import Calendar
from svc_map.calendar.service import CalendarService
from svc_map.hours.rules import explain
from svc_map.hours.schemas import ReasonOut
from svc_map.hours.types import Opening, Reason
from svc_map.items.models import Item
from svc_map.items.service import ItemService
from svc_map.nearest import rules
from svc_map.nearest.schemas import CandidateOut, NearestOut, WantedOut
from svc_map.sites.models import Site
from svc_map.sites.rules import offered, open_at, week_of
from svc_map.sites.service import SiteService
from svc_map.terminals import rules as terminal_rules
from svc_map.terminals.models import Terminal
from svc_map.terminals.service import TerminalService
from svc_map.waits.schemas import WaitOut
from svc_map.waits.service import WaitService


class NearestService:
    """Compares all sites and terminals; a city has a few thousand at most."""

    def __init__(self, session: AsyncSession, now: datetime) -> None:
        self._sites = SiteService(session, now)
        self._terminals = TerminalService(session)
        self._items = ItemService(session)
        self._calendar = CalendarService(session)
        self._waits = WaitService(session, now)
        self._now = now

    async def find(
        self, code: str | None, here: Point, crs: Crs, at: datetime | None, limit: int
    ) -> NearestOut:
        """Return where to go at a moment, now if none is said: for an item, or for anything."""
        moment, calendar = at or self._now, await self._calendar.known()
        items = await self._items.meant(code) if code else None
        waits = await self._waits.by_hall()
        view = View(to_cgcs2000(here, crs), crs, moment, self._now, calendar)
        candidates = [
            view.of_site(site, at_site(items, site), waits.get(site.site_id))
            for site in await self._sites.all()
        ]
        candidates += [
            view.of_terminal(terminal, at_terminal(items, terminal))
            for terminal in await self._terminals.all()
        ]
        best, others = rules.ranked(candidates, limit)
        first = [best.model_copy(update={"is_recommended": True})] if best else []
        return NearestOut(at=moment, item=wanted(code, items), candidates=[*first, *others])


class View:
    """What somebody sees from a place at a moment."""

    def __init__(self, here: Point, crs: Crs, at: datetime, now: datetime, calendar: Calendar) -> None:
        self._here = here
        self._crs = crs
        self._at = at
        self._now = now
        self._calendar = calendar

    def of_site(self, site: Site, refusal: list[Reason], wait: WaitOut | None) -> CandidateOut:
        """Return a site as a candidate."""
        opening, closed = open_at(site.state, week_of(site.hours), self._calendar, self._at)
        return self._candidate(
            site,
            opening,
            [*refusal, *closed],
            offers=not refusal,
            kind=site.kind,
            id=site.site_id,
            phone=site.phone,
            is_indicative=site.is_indicative,
            wait=wait,
        )

    def of_terminal(self, terminal: Terminal, refusal: list[Reason]) -> CandidateOut:
        """Return a terminal as a candidate; one that does not work is as good as closed."""
        opening = terminal_rules.open_at(terminal.opens, terminal.closes, self._calendar, self._at)
        closed = explain(opening, self._at)
        trouble = terminal_rules.trouble(terminal.state, terminal.last_seen_at, self._now)
        if trouble:
            opening = Opening(is_open=False, is_provisional=opening.is_provisional)
        return self._candidate(
            terminal,
            opening,
            [*refusal, *trouble, *closed],
            offers=not refusal,
            kind="kiosk",
            id=terminal.device_id,
            phone="",
            is_indicative=False,
            wait=None,
        )

    def _candidate(
        self, place: Site | Terminal, opening: Opening, reasons: list[Reason], **more: object
    ) -> CandidateOut:
        there = Point(place.longitude, place.latitude)
        return CandidateOut.model_validate(
            {
                "name": place.name,
                "address": place.address,
                "region_code": place.region_code,
                "distance_m": distance(self._here, there),
                "is_open": opening.is_open,
                "is_fit": not reasons,
                "opens_at": None if opening.is_open else opening.next_change,
                "closes_at": opening.next_change if opening.is_open else None,
                "is_provisional": opening.is_provisional,
                "why_not": [ReasonOut.model_validate(reason) for reason in reasons],
            }
            | told_in(place.longitude, place.latitude, self._crs)
            | more
        )


def at_site(items: Sequence[Item] | None, site: Site) -> list[Reason]:
    """Return why a site does not offer any of the items; nothing if none was asked for."""
    if items is None:
        return []
    on_list = [item for item in items if item.region_code == site.list_region]
    return rules.refusal([item.state for item in offered(on_list, site.short_list)])


def at_terminal(items: Sequence[Item] | None, terminal: Terminal) -> list[Reason]:
    """Return why a terminal does not offer any of the items; nothing if none was asked for."""
    if items is None:
        return []
    return rules.refusal([item.state for item in items if item.item_id in terminal.item_ids])


def wanted(code: str | None, items: Sequence[Item] | None) -> WantedOut | None:
    """Return what was asked for, by name if it is known."""
    if code is None:
        return None
    item = items[0] if items else None
    return WantedOut(
        code=code, directory_code=item.directory_code if item else None, name=item.name if item else None
    )
