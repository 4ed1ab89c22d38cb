"""Use cases on new items of the directory."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from datetime import datetime

from sqlalchemy import ColumnElement, true
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.auth import Access
from servicekit.routing import check_version
from servicekit.schemas import Page, open_cursor, seal_cursor
from servicekit.scope import covers, within
from svc_catalog.arrivals.errors import ArrivalIsDecided, NoSuchArrival
from svc_catalog.arrivals.models import Arrival
from svc_catalog.arrivals.repository import ArrivalRepository
from svc_catalog.arrivals.schemas import ArrivalOut
from svc_catalog.arrivals.types import ArrivalState
from svc_catalog.departments.models import Department
from svc_catalog.items.models import DirectoryEntry, Item
from svc_catalog.items.types import State
from svc_catalog.province.repository import said
from svc_catalog.province.rules import as_guide
from svc_catalog.revisions.service import RevisionService

CURSOR = (datetime, str, str)
REASON = "省级目录新增，列入本级清单"


class ArrivalService:
    """One public method per use case."""

    def __init__(self, session: AsyncSession, now: datetime) -> None:
        self._session = session
        self._arrivals = ArrivalRepository(session)
        self._revisions = RevisionService(session, now)
        self._now = now

    async def arrive(self, code: str) -> None:
        """Let every city decide on an item that is new in the directory."""
        await self._arrivals.tell_cities(code, self._now)

    async def page(
        self, regions: Iterable[str], state: ArrivalState | None, after: str | None, limit: int
    ) -> Page[ArrivalOut]:
        """Return the new items of the lists of some regions, the oldest first."""
        wanted: ColumnElement[bool] = Arrival.state == state if state else true()
        start = open_cursor(after, CURSOR)
        place = (start[0], start[1], start[2]) if start else None
        rows = await self._arrivals.page(wanted & within(Arrival.region_code, regions), place, limit + 1)
        last = rows[limit - 1][0] if len(rows) > limit else None
        onward = seal_cursor(last.arrived_at, last.region_code, last.directory_code) if last else None
        return Page(items=[arrival_out(*row) for row in rows[:limit]], next=onward)

    async def take(self, region_code: str, code: str, access: Access, if_match: str | None) -> ArrivalOut:
        """Put a new item on the city's list as a draft, with what the province says of its guide.

        Raises:
            NoSuchArrival: there is none on a list of the caller's.
            StaleVersion: somebody has changed it since.
            ArrivalIsDecided: it has its answer, or is abolished.

        """
        one, entry, body = await self._undecided(region_code, code, access.regions, if_match)
        item = await self._item(region_code, entry, body)
        self._session.add(item)
        self._decide(one, ArrivalState.TAKEN, access, "")
        await self._session.flush()
        given = (await said(self._session, [code])).get(code)
        if given is not None and given.guide:
            await self._revisions.draft(item.item_id, as_guide(given.guide), REASON, access)
        return arrival_out(one, entry, body)

    async def decline(
        self, region_code: str, code: str, reason: str, access: Access, if_match: str | None
    ) -> ArrivalOut:
        """Say why the city does not offer a new item.

        Raises:
            NoSuchArrival: there is none on a list of the caller's.
            StaleVersion: somebody has changed it since.
            ArrivalIsDecided: it has its answer, or is abolished.

        """
        one, entry, body = await self._undecided(region_code, code, access.regions, if_match)
        self._decide(one, ArrivalState.DECLINED, access, reason)
        await self._session.flush()
        return arrival_out(one, entry, body)

    def _decide(self, one: Arrival, state: ArrivalState, access: Access, reason: str) -> None:
        one.state, one.reason = state, reason
        one.decided_by, one.decided_at = access.caller.subject, self._now

    async def _undecided(
        self, region_code: str, code: str, regions: AbstractSet[str], if_match: str | None
    ) -> tuple[Arrival, DirectoryEntry, Department]:
        one = await self._arrivals.lock(region_code, code)
        if one is None or not covers(regions, region_code):
            raise NoSuchArrival
        check_version(if_match, one.version)
        entry, body = await self._arrivals.entry(code)
        if one.state != ArrivalState.OPEN or entry.abolished_at is not None:
            raise ArrivalIsDecided(state=one.state)
        return one, entry, body

    async def _item(self, region_code: str, entry: DirectoryEntry, body: Department) -> Item:
        """Return a list entry that nobody reads yet; its body is that of the department's other items."""
        sibling = await self._arrivals.sibling(region_code, entry.department_code)
        basic = entry.basic_code
        return Item(
            item_id=f"{region_code}-{entry.code}",
            directory_code=entry.code,
            region_code=region_code,
            department_name=sibling.department_name if sibling else body.name,
            state=State.DRAFT,
            zj_code="",
            # Body and level of exercise stand before the basic code.
            national_code=sibling.national_code[: -len(basic)] + basic if sibling and basic else "",
            code_scheme=sibling.code_scheme if sibling else "",
            is_kiosk=False,
            is_complete=False,
            guide=None,
            inherits_from=None,
            own_elements=[],
            changed_at=self._now,
        )


def arrival_out(one: Arrival, entry: DirectoryEntry, body: Department) -> ArrivalOut:
    """Return a new item as those see it who keep the list."""
    is_open = one.state == ArrivalState.OPEN and entry.abolished_at is None
    return ArrivalOut(
        directory_code=one.directory_code,
        region_code=one.region_code,
        name=entry.name,
        department_code=body.code,
        department_name=body.name,
        item_type=entry.item_type,
        case_type=entry.case_type,
        arrived_at=one.arrived_at,
        state=ArrivalState(one.state),
        decided_by=one.decided_by,
        decided_at=one.decided_at,
        reason=one.reason,
        item_id=f"{one.region_code}-{one.directory_code}" if one.state == ArrivalState.TAKEN else None,
        version=one.version,
        allowed=["take", "decline"] if is_open else [],
    )
