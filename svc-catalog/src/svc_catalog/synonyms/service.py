"""Use cases on synonyms; search follows within the second, by the change of the row."""

from collections.abc import Set as AbstractSet
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, true, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit import text as texts
from servicekit.routing import check_version
from servicekit.schemas import Page, open_cursor, seal_cursor
from servicekit.scope import covers, within
from svc_catalog.synonyms.errors import NoSuchSynonym, SaysNothing, SynonymExists, SynonymOutOfReach
from svc_catalog.synonyms.models import Synonym
from svc_catalog.synonyms.schemas import SynonymIn, SynonymOut

CURSOR = (str, str)


class SynonymService:
    """One public method per use case."""

    def __init__(self, session: AsyncSession, now: datetime) -> None:
        self._session = session
        self._now = now

    async def page(
        self, regions: AbstractSet[str], q: str | None, after: str | None, limit: int
    ) -> Page[SynonymOut]:
        """Return the synonyms of an operator's regions by word."""
        place = tuple_(Synonym.word, Synonym.region_code)
        start = open_cursor(after, CURSOR)
        found = (
            select(Synonym)
            .where(within(Synonym.region_code, regions))
            .where(Synonym.word.contains(q, autoescape=True) if q else true())
            .where(place > tuple_(*start) if start else true())
            .order_by(Synonym.word, Synonym.region_code)
            .limit(limit + 1)
        )
        rows = list(await self._session.scalars(found))
        onward = seal_cursor(rows[limit - 1].word, rows[limit - 1].region_code) if len(rows) > limit else None
        return Page(items=[SynonymOut.model_validate(row) for row in rows[:limit]], next=onward)

    async def add(self, wish: SynonymIn, regions: AbstractSet[str]) -> Synonym:
        """Add a synonym.

        Raises:
            SynonymOutOfReach: it would hold beyond the operator's regions.
            SynonymExists: the word has one there already.
            SaysNothing: it means nothing but itself.

        """
        synonym = Synonym()
        await self._write(synonym, wish, regions)
        self._session.add(synonym)
        await self._session.flush()
        return synonym

    async def change(
        self, synonym_id: UUID, wish: SynonymIn, regions: AbstractSet[str], if_match: str | None
    ) -> Synonym:
        """Change a synonym.

        Raises:
            NoSuchSynonym: there is none in the operator's regions.
            StaleVersion: it has changed since.
            SynonymOutOfReach, SynonymExists, SaysNothing: as when it is added.

        """
        synonym = await self._lock(synonym_id, regions, if_match)
        await self._write(synonym, wish, regions)
        await self._session.flush()
        return synonym

    async def remove(self, synonym_id: UUID, regions: AbstractSet[str], if_match: str | None) -> Synonym:
        """Remove a synonym.

        Raises:
            NoSuchSynonym: there is none in the operator's regions.
            StaleVersion: it has changed since.

        """
        synonym = await self._lock(synonym_id, regions, if_match)
        await self._session.delete(synonym)
        return synonym

    async def _lock(self, synonym_id: UUID, regions: AbstractSet[str], if_match: str | None) -> Synonym:
        wanted = (Synonym.synonym_id == synonym_id) & within(Synonym.region_code, regions)
        synonym = await self._session.scalar(select(Synonym).where(wanted).with_for_update())
        if synonym is None:
            raise NoSuchSynonym
        check_version(if_match, synonym.version)
        return synonym

    async def _write(self, synonym: Synonym, wish: SynonymIn, regions: AbstractSet[str]) -> None:
        if not covers(regions, wish.region_code):
            raise SynonymOutOfReach
        word = texts.normal(wish.word)
        means = [one for one in dict.fromkeys(map(texts.normal, wish.means)) if one != word]
        if not means:
            raise SaysNothing
        same = (Synonym.word == word) & (Synonym.region_code == wish.region_code)
        other = await self._session.scalar(select(Synonym).where(same))
        if other is not None and other is not synonym:
            raise SynonymExists
        synonym.word, synonym.means, synonym.region_code = word, means, wish.region_code
        synonym.changed_at = self._now
