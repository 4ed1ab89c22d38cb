"""Use cases on compilations."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.publication.errors import SecondPersonNeeded
from servicekit.routing import check_version
from servicekit.scope import covers, within
from servicekit.workdays import SHANGHAI
from svc_catalog.compilations.errors import (
    AlreadyPublished,
    CompilationExists,
    NoSuchCompilation,
    NothingToCompile,
)
from svc_catalog.compilations.models import Compilation
from svc_catalog.compilations.schemas import ChapterOut, CompilationIn, CompilationOut, FullCompilationOut
from svc_catalog.policies.service import PolicyService
from svc_catalog.regions.errors import RegionNotYours
from svc_catalog.regions.rules import ancestry

QUARTERS, MONTHS = 4, 3


class CompilationService:
    """One public method per use case."""

    def __init__(self, session: AsyncSession, now: datetime) -> None:
        self._session = session
        self._policies = PolicyService(session, now)
        self._now = now

    async def published(self, region: str) -> list[CompilationOut]:
        """Return the issues for somebody in a region, the newest first."""
        wanted = Compilation.region_code.in_(ancestry(region)) & Compilation.published_at.is_not(None)
        return await self._all(wanted)

    async def for_operator(self, regions: Iterable[str]) -> list[CompilationOut]:
        """Return the issues of an operator's regions, the newest first."""
        return await self._all(within(Compilation.region_code, regions))

    async def _all(self, wanted: ColumnElement[bool]) -> list[CompilationOut]:
        order = (Compilation.year.desc(), Compilation.quarter.desc(), Compilation.region_code)
        rows = await self._session.scalars(select(Compilation).where(wanted).order_by(*order))
        return [compilation_out(row) for row in rows]

    async def read(
        self, region: str, year: int, quarter: int, regions: AbstractSet[str] | None
    ) -> FullCompilationOut:
        """Return an issue with its policies as they were: a published one, or any of an operator's regions.

        Raises:
            NoSuchCompilation: there is none, or it is not to be seen.

        """
        one = await self._session.get(Compilation, (region, year, quarter))
        is_hidden = one is None or (
            one.published_at is None if regions is None else not covers(regions, region)
        )
        if one is None or is_hidden:
            raise NoSuchCompilation
        chosen = [(UUID(policy_id), int(number)) for policy_id, number in one.policies]
        chapters = [
            ChapterOut(policy_id=policy_id, content=content)
            for policy_id, content in await self._policies.publications_of(chosen)
        ]
        return FullCompilationOut.model_validate(
            compilation_out(one).model_dump() | {"foreword": one.foreword, "chapters": chapters}
        )

    async def collect(
        self,
        region: str,
        year: int,
        quarter: int,
        wish: CompilationIn,
        author: str,
        regions: AbstractSet[str],
    ) -> Compilation:
        """Make an issue of what was published for a region in a quarter; made again until it is published.

        Raises:
            RegionNotYours: the region is not the operator's.
            CompilationExists: the issue has been published.
            NothingToCompile: nothing was published in that quarter.

        """
        if not covers(regions, region):
            raise RegionNotYours
        found = await self._policies.published_between(region, *span(year, quarter))
        if not found:
            raise NothingToCompile
        one = await self._session.get(Compilation, (region, year, quarter), with_for_update=True)
        if one is not None and one.published_at is not None:
            raise CompilationExists
        if one is None:
            one = Compilation(region_code=region, year=year, quarter=quarter, published_at=None)
            self._session.add(one)
        one.title, one.author, one.changed_at = wish.title, author, self._now
        one.foreword = [block.model_dump(mode="json") for block in wish.foreword]
        one.policies = [[str(policy.policy_id), policy.number] for policy in found]
        await self._session.flush()
        return one

    async def publish(
        self,
        region: str,
        year: int,
        quarter: int,
        publisher: str,
        regions: AbstractSet[str],
        if_match: str | None,
    ) -> Compilation:
        """Publish an issue that somebody else collected; it stays as it is.

        Raises:
            NoSuchCompilation: there is none in the operator's regions.
            StaleVersion: somebody has changed it since.
            AlreadyPublished, SecondPersonNeeded: as said.

        """
        one = await self._session.get(Compilation, (region, year, quarter), with_for_update=True)
        if one is None or not covers(regions, region):
            raise NoSuchCompilation
        check_version(if_match, one.version)
        if one.published_at is not None:
            raise AlreadyPublished
        if one.author == publisher:
            raise SecondPersonNeeded
        one.publisher, one.published_at, one.changed_at = publisher, self._now, self._now
        await self._session.flush()
        return one


def span(year: int, quarter: int) -> tuple[datetime, datetime]:
    """Return from when until when a quarter lasts in Shanghai."""
    start = datetime(year, (quarter - 1) * MONTHS + 1, 1, tzinfo=SHANGHAI)
    if quarter == QUARTERS:
        return start, datetime(year + 1, 1, 1, tzinfo=SHANGHAI)
    return start, datetime(year, quarter * MONTHS + 1, 1, tzinfo=SHANGHAI)


def compilation_out(one: Compilation) -> CompilationOut:
    """Return an issue as it stands in a list."""
    columns = {name: getattr(one, name) for name in CompilationOut.model_fields if name != "count"}
    return CompilationOut(**columns, count=len(one.policies))
