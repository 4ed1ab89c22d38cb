"""Use cases on gaps."""

from collections.abc import Set as AbstractSet
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.schemas import Page, open_cursor, seal_cursor
from servicekit.scope import covers, within
from servicekit.workdays import SHANGHAI
from svc_catalog.asked.models import Asked
from svc_catalog.asked.rules import county
from svc_catalog.departments.models import Department
from svc_catalog.gaps import rules
from svc_catalog.gaps.errors import NoSuchDepartment, NoSuchGap
from svc_catalog.gaps.models import Gap
from svc_catalog.gaps.repository import GapRepository, times, window
from svc_catalog.gaps.schemas import CountedOut, GapDecision, GapOut, NearestOut
from svc_catalog.gaps.types import Counted, GapState, Ranked
from svc_catalog.search.service import SearchService

CURSOR = (int, str, str)
WAITING = (GapState.OPEN, GapState.TAKEN)


class GapService:
    """One public method per use case."""

    def __init__(self, session: AsyncSession, search: SearchService, now: datetime) -> None:
        self._session = session
        self._gaps = GapRepository(session)
        self._search = search
        self._now = now

    async def page(
        self, regions: AbstractSet[str], state: GapState | None, days: int, after: str | None, limit: int
    ) -> Page[GapOut]:
        """Return the gaps of an operator's regions, what hurts most first; without a state, what waits."""
        found = await self._gaps.ranked(
            within(Asked.region_code, regions),
            window(self._now.astimezone(SHANGHAI).date(), days),
            [state] if state else WAITING,
            open_cursor(after, CURSOR),
            limit + 1,
        )
        onward = None
        if len(found) > limit:
            last = found[limit - 1]
            onward = seal_cursor(times(last), last.query, last.region_code)
        return Page(items=[await self._shown(one) for one in found[:limit]], next=onward)

    async def decide(self, wish: GapDecision, regions: AbstractSet[str]) -> Gap:
        """Say who mends a gap, that it is mended, or that it is none.

        Raises:
            NoSuchGap: nobody has asked this in the operator's regions.
            NoSuchDepartment: the catalogue knows no such department.

        """
        region = county(wish.region_code)
        if not covers(regions, region) or not await self._gaps.is_asked(wish.query, region):
            raise NoSuchGap
        if wish.department_code and not await self._session.get(Department, wish.department_code):
            raise NoSuchDepartment
        gap = await self._gaps.lock(wish.query, region)
        if gap is None:
            gap = Gap(query=wish.query, region_code=region)
            self._gaps.add(gap)
        if wish.state != GapState.MENDED:
            gap.mended_on = None
        elif gap.state != GapState.MENDED:
            gap.mended_on = self._now.astimezone(SHANGHAI).date()
        gap.state, gap.department_code, gap.note = wish.state, wish.department_code, wish.note
        gap.changed_at = self._now
        await self._session.flush()
        return gap

    async def _shown(self, one: Ranked) -> GapOut:
        near = await self._search.nearest(one.query, one.region_code)
        nearest = None
        if near is not None:
            document, is_found = near
            nearest = NearestOut(
                directory_code=document.key,
                name=document.title,
                department_code=document.facets["department"][0],
                is_found=is_found,
            )
        is_mended = one.mended_on is not None
        return GapOut(
            query=one.query,
            region_code=one.region_code,
            reason=rules.reason(one.counted),
            counted=counted_out(one.counted),
            state=GapState(one.state),
            department_code=one.department_code or (nearest.department_code if nearest else None),
            is_proposed=one.department_code is None,
            note=one.note,
            mended_on=one.mended_on,
            before=counted_out(one.before) if is_mended else None,
            after=counted_out(one.after) if is_mended else None,
            nearest=nearest,
        )


def counted_out(counted: Counted) -> CountedOut:
    """Return counts as the answer says them."""
    return CountedOut(asked=counted.asked, empty=counted.empty, clicks=counted.clicks)
