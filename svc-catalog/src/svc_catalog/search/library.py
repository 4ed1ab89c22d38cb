"""The index of one process, which follows the database.

Only the directory and what belongs to it is in memory, thousands of things; the counties'
implementation lists, a million rows, are joined to what is found.
"""

import asyncio
import gc
import logging
import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from importlib import resources

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit import text as texts
from servicekit.db import SessionMaker
from servicekit.ranking import Ranking, Text
from svc_catalog.regions.service import RegionService
from svc_catalog.search.repository import SearchRepository, Seen
from svc_catalog.search.sources import SOURCES
from svc_catalog.search.types import Document
from svc_catalog.search.types import Synonym as SynonymOf
from svc_catalog.synonyms.models import Synonym

log = logging.getLogger(__name__)

SYNONYM, REGION = "synonym", "region"
# A process that has not read for so long reads everything: older changes may be forgotten.
LONGEST_REST = 12 * 3600  # seconds


class Shelf:
    """All documents of one kind, and their index."""

    def __init__(self) -> None:
        self.ranking = Ranking()
        self.documents: dict[str, Document] = {}
        self._of_source: defaultdict[str, list[str]] = defaultdict(list)

    def replace(self, sources: Iterable[str], documents: Collection[Document]) -> None:
        """Put documents in the place of all that were made of the rows `sources`."""
        gone = [key for source in sources for key in self._of_source.pop(source, ())]
        self.ranking.replace(
            gone, [Text(one.key, text, field) for one in documents for field, text in one.texts]
        )
        for key in gone:
            del self.documents[key]
        for one in documents:
            self.documents[one.key] = one
            self._of_source[one.source].append(one.key)


class Library:
    """What one process knows by heart."""

    def __init__(self) -> None:
        self.shelves: dict[str, Shelf] = {kind: Shelf() for kind in SOURCES}
        self.synonyms: Mapping[str, list[SynonymOf]] = {}
        self._lists: dict[str, list[str]] = {}
        self._since: int | None = None
        self._read_at = 0.0
        #: Changes that are in already: number and transaction.
        self._applied: dict[int, int] = {}
        self._changing = asyncio.Lock()

    async def open(self, sessions: SessionMaker) -> None:
        """Read everything before the first question comes; without a database the first question waits."""
        try:
            async with sessions() as session:
                await self.follow(session)
            # Millions of small things that stay: the garbage collector need not walk through them again.
            gc.freeze()
        except (OSError, SQLAlchemyError):
            log.warning("the index of search is not read yet", exc_info=True)

    async def follow(self, session: AsyncSession) -> "Library":
        """Take in what has changed since, as this transaction sees it, and return the library."""
        seen = await SearchRepository(session).changes(self._since or 0)
        is_new = self._since is None or time.monotonic() - self._read_at > LONGEST_REST
        if is_new or any(change[0] not in self._applied for change in seen.changes):
            # What is read in here is newer than what anybody has read in here before.
            async with self._changing:
                await self._take_in(session, seen, is_new=is_new)
        self._read_at = time.monotonic()
        return self

    async def lists(self, session: AsyncSession, region: str) -> list[str]:
        """Return whose lists of items apply to somebody in a region, the nearest first.

        Raises:
            NoSuchRegion: the tree does not hold the region.

        """
        if region not in self._lists:
            self._lists[region] = await RegionService(session).lists(region)
        return self._lists[region]

    async def _take_in(self, session: AsyncSession, seen: Seen, *, is_new: bool) -> None:
        fresh: defaultdict[str, set[str]] = defaultdict(set)
        for seq, _, kind, source in seen.changes:
            if seq not in self._applied:
                fresh[kind].add(source)
        if is_new:
            await asyncio.to_thread(texts.learn, own_words())
        for kind, load in SOURCES.items():
            if is_new:
                shelf, documents = Shelf(), await load(session, None)
                await asyncio.to_thread(shelf.replace, (), documents)
                self.shelves[kind] = shelf
            elif kind in fresh:
                documents = await load(session, fresh[kind])
                await asyncio.to_thread(self.shelves[kind].replace, fresh[kind], documents)
        if is_new or REGION in fresh:
            self._lists = {}
        if is_new or SYNONYM in fresh:
            self.synonyms = await synonyms(session)
        self._since = max(self._since or 0, seen.horizon)
        self._applied = {seq: xid for seq, xid in self._applied.items() if xid >= self._since}
        self._applied |= {seq: xid for seq, xid, _, _ in seen.changes}


def own_words() -> list[str]:
    """Return the words of the field that no general dictionary knows."""
    return (resources.files("svc_catalog.data") / "words.txt").read_text(encoding="utf-8").split()


async def synonyms(session: AsyncSession) -> dict[str, list[SynonymOf]]:
    """Return the synonyms that operators keep, by word as questions write it."""
    found: defaultdict[str, list[SynonymOf]] = defaultdict(list)
    for row in await session.scalars(select(Synonym)):
        one = SynonymOf(word=row.word, means=tuple(row.means), region_code=row.region_code)
        found[texts.normal(row.word)].append(one)
    return dict(found)
