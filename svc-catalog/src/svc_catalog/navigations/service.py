"""Use cases on navigations."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.problems import MalformedRequest
from servicekit.routing import check_version
from servicekit.schemas import Page, open_cursor, seal_cursor
from svc_catalog.items.schemas import ItemOut
from svc_catalog.items.service import ItemService, item_out
from svc_catalog.navigations import rules
from svc_catalog.navigations.errors import NoSuchEntry, NotKeptByHand
from svc_catalog.navigations.models import Entry
from svc_catalog.navigations.repository import NavigationRepository
from svc_catalog.navigations.schemas import (
    DirectoryItemOut,
    EntryIn,
    EntryOut,
    NavigationOut,
    NavigationTreeOut,
    OperatorEntryOut,
)
from svc_catalog.navigations.types import AUDIENCES, CHANNELS, KEPT, NAMES, Heading, Kind, Offer
from svc_catalog.regions.rules import COUNTY, ancestry, level
from svc_catalog.regions.service import RegionService
from svc_catalog.themes.service import themes_of

CURSOR = (int,)


class NavigationService:
    """One public method per use case."""

    def __init__(self, session: AsyncSession, now: datetime) -> None:
        self._session = session
        self._navigations = NavigationRepository(session)
        self._regions = RegionService(session)
        self._items = ItemService(session, now)
        self._now = now

    async def all(self, region: str) -> list[NavigationOut]:
        """Return the navigations with what somebody in a region finds below them.

        Raises:
            NoSuchRegion: the tree does not hold the region.

        """
        offers = await self._offers(region)
        trees = [await self._tree(kind, region, offers) for kind in Kind]
        return [NavigationOut.model_validate(tree) for tree in trees]

    async def tree(self, kind: Kind, region: str) -> NavigationTreeOut:
        """Return one navigation with its entries and what somebody in a region finds below each.

        Raises:
            NoSuchRegion: the tree does not hold the region.

        """
        return await self._tree(kind, region, await self._offers(region))

    async def items(self, kind: Kind, code: str, region: str, after: str | None, limit: int) -> Page[ItemOut]:
        """Return what somebody in a region is offered below an entry.

        Raises:
            NoSuchEntry: the navigation does not have it.
            NoSuchRegion: the tree does not hold the region.

        """
        heading = next((one for one in await self._headings(kind, region) if one.code == code), None)
        if heading is None:
            raise NoSuchEntry
        where = code if kind is Kind.REGION else region
        offers = await self._offers(where)
        if kind is Kind.REGION:
            found = sorted((offer.number, offer.directory_code) for offer in offers)
        else:
            found = rules.below(kind, heading, offers)
        start = open_cursor(after, CURSOR)
        rest = [one for one in found if start is None or one[0] > start[0]]
        shown = await self._items.offered(where, [directory_code for _, directory_code in rest[:limit]])
        return Page(
            items=[item_out(shown[one]) for _, one in rest[:limit] if one in shown],
            next=seal_cursor(rest[limit - 1][0]) if len(rest) > limit else None,
        )

    async def kept(self, kind: Kind) -> list[OperatorEntryOut]:
        """Return the entries of a navigation that is kept by hand, as they were written.

        Raises:
            NotKeptByHand: it is none of these.

        """
        if kind not in KEPT:
            raise NotKeptByHand
        entries = await self._navigations.entries(kind)
        names = await self._navigations.names({code for one in entries for code in one.directory_codes})
        return [
            OperatorEntryOut(
                code=one.code,
                name=one.name,
                position=one.position,
                items=[
                    DirectoryItemOut(directory_code=code, name=names.get(code, ""))
                    for code in one.directory_codes
                ],
                version=one.version,
                changed_at=one.changed_at,
            )
            for one in entries
        ]

    async def write(self, kind: Kind, code: str, wish: EntryIn, if_match: str | None) -> Entry:
        """Write an entry of a navigation that is kept by hand.

        Raises:
            NotKeptByHand: it is none of these.
            StaleVersion: somebody has changed it since.
            MalformedRequest: the directory does not hold an item.

        """
        entry = await self._lock(kind, code, if_match)
        unknown = await self._navigations.unknown(wish.directory_codes)
        if unknown:
            raise MalformedRequest(
                errors=[
                    {
                        "pointer": f"#/directory_codes/{place}",
                        "detail": "is not in the directory",
                        "zh": "目录中没有此事项",
                    }
                    for place, one in enumerate(wish.directory_codes)
                    if one in unknown
                ]
            )
        if entry is None:
            entry = Entry(kind=kind, code=code)
            self._session.add(entry)
        entry.name, entry.position = wish.name, wish.position
        entry.directory_codes = list(dict.fromkeys(wish.directory_codes))
        entry.changed_at = self._now
        await self._session.flush()
        return entry

    async def remove(self, kind: Kind, code: str, if_match: str | None) -> None:
        """Remove an entry of a navigation that is kept by hand.

        Raises:
            NotKeptByHand: it is none of these.
            NoSuchEntry: there is none.
            StaleVersion: somebody has changed it since.

        """
        entry = await self._lock(kind, code, if_match)
        if entry is None:
            raise NoSuchEntry
        await self._session.delete(entry)

    async def _lock(self, kind: Kind, code: str, if_match: str | None) -> Entry | None:
        if kind not in KEPT:
            raise NotKeptByHand
        entry = await self._navigations.lock(kind, code)
        check_version(if_match, entry.version if entry else 0)
        return entry

    async def _offers(self, region: str) -> list[Offer]:
        return await self._navigations.offers(await self._regions.lists(region))

    async def _tree(self, kind: Kind, region: str, offers: Sequence[Offer]) -> NavigationTreeOut:
        headings = await self._headings(kind, region)
        if kind is Kind.REGION:
            counts = await self._navigations.published(heading.code for heading in headings)
            total = sum(counts.values())
        else:
            found = {heading.code: rules.below(kind, heading, offers) for heading in headings}
            counts = {code: len(items) for code, items in found.items()}
            total = len({directory_code for items in found.values() for _, directory_code in items})
        entries = [
            EntryOut(
                code=heading.code,
                name=heading.name,
                count=counts.get(heading.code, 0),
                version=heading.version,
            )
            for heading in headings
        ]
        return NavigationTreeOut(
            kind=kind,
            name=NAMES[kind],
            is_kept=kind in KEPT,
            entries=sum(entry.count > 0 for entry in entries),
            count=total,
            region_code=region,
            items=entries,
        )

    async def _headings(self, kind: Kind, region: str) -> list[Heading]:
        if kind in KEPT:
            return await self._navigations.headings(kind)
        if kind is Kind.DEPARTMENT:
            return await self._navigations.departments()
        if kind is Kind.REGION:
            above = [code for code in ancestry(region) if level(code) == COUNTY]
            return await self._navigations.counties(above[0][:4] + "00" if above else region)
        named = {
            Kind.PERSON_THEME: themes_of("person"),
            Kind.CORPORATE_THEME: themes_of("corporate"),
            Kind.AUDIENCE: AUDIENCES,
            Kind.CHANNEL: CHANNELS,
        }[kind]
        return [Heading(code, name) for code, name in named.items()]
