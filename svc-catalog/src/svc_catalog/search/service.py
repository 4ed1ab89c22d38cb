"""Use cases of search."""

import asyncio
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.masking import scrub
from svc_catalog.departments.models import Department
from svc_catalog.items.models import DirectoryEntry
from svc_catalog.items.repository import ItemRepository
from svc_catalog.items.service import item_out
from svc_catalog.search import rules
from svc_catalog.search.index import Entry, Index
from svc_catalog.search.models import Gap
from svc_catalog.search.schemas import HitOut, ResultOut

WIDE = 60  # candidates before those that a region does not publish fall out
LONGEST_GAP = 40


class Library:
    """The index of one process, made anew when the directory has changed."""

    def __init__(self) -> None:
        self._index = Index([])
        self._state: tuple[int, int] = (0, 0)
        self._making = asyncio.Lock()

    async def index(self, session: AsyncSession) -> Index:
        """Return an index of the directory as this transaction sees it."""
        row = (
            await session.execute(
                select(func.count(), func.coalesce(func.sum(DirectoryEntry.search_version), 0)).select_from(
                    DirectoryEntry
                )
            )
        ).one()
        state = (int(row[0]), int(row[1]))
        if state != self._state:
            async with self._making:
                if state != self._state:
                    self._index = await asyncio.to_thread(Index, await self._entries(session))
                    self._state = state
        return self._index

    async def _entries(self, session: AsyncSession) -> list[Entry]:
        found = select(DirectoryEntry, Department.name).join(
            Department, Department.code == DirectoryEntry.department_code
        )
        return [
            Entry(entry.code, entry.name, tuple(entry.plain_names), department)
            for entry, department in await session.execute(found)
        ]


class SearchService:
    """Finds what a region publishes; what is withdrawn is not found from that moment on."""

    def __init__(self, session: AsyncSession, library: Library, now: datetime) -> None:
        self._session = session
        self._library = library
        self._now = now

    async def search(self, query: str, region: str, audience: str | None, limit: int) -> ResultOut:
        """Return the published items of a region that fit a query, best first, and why."""
        index = await self._library.index(self._session)
        hits = await asyncio.to_thread(index.search, query, WIDE)
        items = await ItemRepository(self._session).published_in(region, [hit.code for hit in hits])
        found = [
            HitOut(
                item=item_out(items[hit.code]),
                score=hit.score,
                matched=hit.matched,
                why=hit.why,
                spans=rules.spans(query, items[hit.code].entry.name),
            )
            for hit in hits
            if hit.code in items and (audience is None or audience in items[hit.code].entry.audiences)
        ][:limit]
        if not found:
            await self._note_gap(query, region)
        meant = found[0].matched if found and found[0].why in {"pinyin", "initials"} else None
        return ResultOut(query=query, did_you_mean=meant, hits=found)

    async def suggest(self, query: str) -> list[str]:
        """Return completions of what is being typed."""
        return (await self._library.index(self._session)).suggest(query)

    async def _note_gap(self, query: str, region: str) -> None:
        """Count a query that found nothing; numbers that could name a person are not kept."""
        text = "".join(char for char in scrub(rules.core(query)) if not char.isdigit())[:LONGEST_GAP]
        if not text:
            return
        await self._session.execute(
            insert(Gap)
            .values(query=text, day=self._now.date(), region_code=region, times=1)
            .on_conflict_do_update(
                index_elements=["query", "day", "region_code"], set_={"times": Gap.times + 1}
            )
        )
