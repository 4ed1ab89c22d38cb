"""Use cases of search."""

import asyncio
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit import text as texts
from servicekit.masking import scrub
from servicekit.ranking import Ranking, Text
from servicekit.workdays import SHANGHAI
from svc_catalog.items.models import DirectoryEntry
from svc_catalog.items.service import ItemService, item_out
from svc_catalog.search import rules
from svc_catalog.search.models import Gap
from svc_catalog.search.schemas import HitOut, ResultOut

WIDE = 60  # candidates before those that a region does not publish fall out
LONGEST_GAP = 40


class Library:
    """The index of one process, made anew when the directory has changed.

    Only the directory is in it, which is small; the counties' lists are joined to what is found.
    """

    def __init__(self) -> None:
        self._ranking = Ranking([])
        self._state: tuple[int, int] = (0, 0)
        self._making = asyncio.Lock()

    async def ranking(self, session: AsyncSession) -> Ranking:
        """Return an index of the directory as this transaction sees it."""
        versions = func.coalesce(func.sum(DirectoryEntry.search_version), 0)
        row = (await session.execute(select(func.count(), versions).select_from(DirectoryEntry))).one()
        state = (int(row[0]), int(row[1]))
        if state != self._state:
            async with self._making:
                if state != self._state:
                    self._ranking = await asyncio.to_thread(Ranking, await self._texts(session))
                    self._state = state
        return self._ranking

    async def _texts(self, session: AsyncSession) -> list[Text]:
        entries = (await session.scalars(select(DirectoryEntry))).all()
        return [
            text for one in entries for text in texts_of(one.code, one.name, one.plain_names, one.keywords)
        ]


def texts_of(code: str, name: str, plain_names: list[str], keywords: list[str]) -> list[Text]:
    """Return the texts by which an item of the directory is found."""
    return [
        Text(code, name, "name"),
        *(Text(code, plain, "plain_name") for plain in plain_names),
        *(Text(code, keyword, "keyword") for keyword in keywords),
    ]


class SearchService:
    """Finds what a region publishes; what is withdrawn is not found from that moment on."""

    def __init__(self, session: AsyncSession, library: Library, now: datetime) -> None:
        self._session = session
        self._library = library
        self._items = ItemService(session, now)
        self._now = now

    async def search(self, query: str, region: str, audience: str | None, limit: int) -> ResultOut:
        """Return what is offered to somebody in a region and fits a query, best first, and why.

        Raises:
            NoSuchRegion: the tree does not hold the region.

        """
        ranking = await self._library.ranking(self._session)
        hits = rules.worth_showing(await asyncio.to_thread(ranking.search, query, WIDE))
        items = await self._items.offered(region, [hit.key for hit in hits])
        offered = [
            hit
            for hit in hits
            if hit.key in items and (audience is None or audience in items[hit.key].entry.audiences)
        ]
        if not offered:
            await self._note_gap(query, region)
            return ResultOut(query=query, did_you_mean=None, hits=[])
        found = [
            HitOut(
                item=item_out(items[hit.key]),
                score=hit.score,
                matched=hit.matched,
                why=hit.why,
                spans=texts.spans(query, items[hit.key].entry.name),
            )
            for hit in offered[:limit]
        ]
        return ResultOut(query=query, did_you_mean=rules.meant(query, offered[0]), hits=found)

    async def suggest(self, query: str) -> list[str]:
        """Return completions of what is being typed."""
        return (await self._library.ranking(self._session)).suggest(query)

    async def _note_gap(self, query: str, region: str) -> None:
        """Count a query that found nothing; numbers that could name a person are not kept."""
        text = "".join(char for char in scrub(texts.core(query)) if not char.isdigit()).strip()[:LONGEST_GAP]
        if not text:
            return
        day = self._now.astimezone(SHANGHAI).date()
        await self._session.execute(
            insert(Gap)
            .values(query=text, day=day, region_code=region, times=1)
            .on_conflict_do_update(
                index_elements=["query", "day", "region_code"], set_={"times": Gap.times + 1}
            )
        )
