"""Use cases on demands: recorded at a window, answered by the owner of the item."""

from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, true
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.routing import check_version
from servicekit.schemas import Page, open_cursor, seal_cursor
from servicekit.scope import covers, within
from servicekit.tokens import Caller
from svc_catalog.calendar.service import calendar
from svc_catalog.demands import rules
from svc_catalog.demands.errors import DemandIsClosed, NoSuchDemand, SheetBindsNoLonger
from svc_catalog.demands.models import Demand
from svc_catalog.demands.repository import DemandRepository
from svc_catalog.demands.schemas import ClosingIn, DemandIn, DemandOut, OperatorDemandOut
from svc_catalog.demands.types import State
from svc_catalog.sheets.models import Sheet
from svc_catalog.sheets.service import SheetService
from svc_catalog.sheets.types import Content

CURSOR = (datetime, UUID)
RECORD, READ = "demand:record", "demand:read"


class DemandService:
    """One public method per use case."""

    def __init__(self, session: AsyncSession, now: datetime, sheets: SheetService) -> None:
        self._session = session
        self._demands = DemandRepository(session)
        self._sheets = sheets
        self._now = now

    async def record(self, code: str, wish: DemandIn, caller: Caller) -> Demand:
        """Record what a window demands beyond a sheet, against the owner of the item.

        Raises:
            NoSuchSheet, SheetAltered: there is no genuine sheet with this code.
            SheetOfSomebodyElse, SheetOutOfReach, NotAllowed: it is not the caller's to speak of.
            SheetBindsNoLonger: its time is over.
            OnTheSheet, DemandedAlready, TooManyDemands: nothing is recorded.

        """
        sheet = await self._sheets.locked(code)
        content = Content.model_validate(sheet.content)
        speaker = speaks_as(caller, sheet, RECORD)
        if self._now >= sheet.valid_until:
            raise SheetBindsNoLonger
        before = await self._demands.beyond(sheet.code)
        waiting = [one.what for one in before if one.state == State.OPEN]
        rules.check_extra(wish.what, [material.name for material in content.materials], waiting)
        demand = Demand(
            sheet_code=sheet.code,
            item_id=content.item_id,
            item_name=content.item_name,
            region_code=content.region_code,
            department_code=content.department_code,
            kind=wish.kind,
            what=wish.what,
            reason=wish.reason,
            place=wish.place,
            said_by=speaker,
            subject=caller.subject,
            state=State.OPEN,
            outcome=None,
            answer="",
            made_at=self._now,
            due_at=rules.due_at(self._now, await calendar(self._session)).astimezone(UTC),
            closed_at=None,
        )
        self._session.add(demand)
        await self._session.flush()
        return demand

    async def beyond(self, code: str, caller: Caller) -> list[DemandOut]:
        """Return what was demanded beyond a sheet, with the answers.

        Raises:
            NoSuchSheet, SheetAltered: there is no genuine sheet with this code.
            SheetOfSomebodyElse, SheetOutOfReach, NotAllowed: it is not the caller's to speak of.

        """
        sheet = await self._sheets.genuine(code)
        speaks_as(caller, sheet, READ)
        return [DemandOut.model_validate(one) for one in await self._demands.beyond(sheet.code)]

    async def page(
        self,
        regions: Iterable[str],
        wanted: ColumnElement[bool],
        after: str | None,
        limit: int,
    ) -> Page[OperatorDemandOut]:
        """Return the demands of an operator's regions, what is due first before the others."""
        place = open_cursor(after, CURSOR)
        condition = within(Demand.region_code, regions) & wanted
        rows = await self._demands.page(condition, place, limit + 1)
        last = rows[limit - 1] if len(rows) > limit else None
        return Page(
            items=[self.shown(row) for row in rows[:limit]],
            next=seal_cursor(last.due_at, last.demand_id) if last else None,
        )

    async def close(
        self, demand_id: UUID, wish: ClosingIn, closer: str, regions: Iterable[str], if_match: str | None
    ) -> Demand:
        """Answer a demand.

        Raises:
            NoSuchDemand: there is none in the operator's regions.
            StaleVersion: somebody has changed it since.
            DemandIsClosed: it has its answer.

        """
        demand = await self._demands.lock(demand_id, regions)
        if demand is None:
            raise NoSuchDemand
        check_version(if_match, demand.version)
        if demand.state == State.CLOSED:
            raise DemandIsClosed
        demand.state, demand.outcome, demand.answer = State.CLOSED, wish.outcome, wish.answer
        demand.closed_by, demand.closed_at = closer, self._now
        await self._session.flush()
        return demand

    def shown(self, demand: Demand) -> OperatorDemandOut:
        """Return a demand as it stands in the to-do list of an item's owner."""
        is_open = demand.state == State.OPEN
        return OperatorDemandOut(
            **DemandOut.model_validate(demand).model_dump(),
            region_code=demand.region_code,
            department_code=demand.department_code,
            version=demand.version,
            is_overdue=is_open and self._now >= demand.due_at,
            allowed=["close"] if is_open else [],
        )


def wanted(
    state: State | None, department: str | None, item_id: str | None, overdue_at: datetime | None
) -> ColumnElement[bool]:
    """Return the condition that keeps what fits every wish; `None` is no wish."""
    condition: ColumnElement[bool] = true()
    for column, wish in (
        (Demand.state, state),
        (Demand.department_code, department),
        (Demand.item_id, item_id),
    ):
        if wish is not None:
            condition &= column == wish
    if overdue_at is not None:
        condition &= (Demand.state == State.OPEN) & (Demand.due_at <= overdue_at)
    return condition


def speaks_as(caller: Caller, sheet: Sheet, permission: str) -> str:
    """Return as whom a caller speaks about a sheet.

    Raises:
        SheetOutOfReach, SheetOfSomebodyElse, NotAllowed: as `rules.said_by`.

    """
    granted = caller.grants.get(permission) or frozenset()
    region = Content.model_validate(sheet.content).region_code
    is_near = covers(granted, region)
    return rules.said_by(caller.kind, caller.subject, sheet.holder, may=bool(granted), is_near=is_near)
