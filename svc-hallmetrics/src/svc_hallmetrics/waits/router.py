"""HTTP in front of waits, for operators."""

from datetime import date
from typing import Annotated, Any

from fastapi import Query, Request

from servicekit.auth import Access, Needs, Scope
from servicekit.clock import Now
from servicekit.db import Session
from servicekit.problems import problems
from servicekit.routing import Router
from servicekit.schemas import After, Limit, Page
from svc_hallmetrics.feeds.errors import NoSuchHall
from svc_hallmetrics.tickets.rules import local_day
from svc_hallmetrics.tickets.schemas import TicketOut
from svc_hallmetrics.tickets.service import TicketService
from svc_hallmetrics.waits.repository import WaitRepository
from svc_hallmetrics.waits.schemas import DayOut, HallOut, HourOut

router = Router(tags=["waits"])
MayRead = Annotated[Access, Needs("hall:read", Scope.REGION)]
MayTrace = Annotated[Access, Needs("ticket:read", Scope.REGION)]
Day = Annotated[date | None, Query(description="local day; none: today")]
FORMULA = (
    "等候时长 = 叫号时间 − 取号时间；平均 = Σ等候时长 / 已叫号数；P90 为连续插值分位数；按取号时刻分小时"
)


def rounded(value: Any) -> float | None:
    """Return seconds with one decimal."""
    return None if value is None else round(float(value), 1)


@router.get("/halls")
async def list_halls(session: Session, now: Now, access: MayRead, day: Day = None) -> Page[HallOut]:
    """Return the halls of the caller's regions with their day so far."""
    waits = WaitRepository(session)
    halls = await waits.halls(access.regions)
    figures = await waits.by_hall(day or local_day(now), [hall.hall_id for hall in halls])
    items = []
    for hall in halls:
        row = figures.get(hall.hall_id)
        items.append(
            HallOut(
                hall_id=hall.hall_id,
                name=hall.name,
                region_code=hall.region_code,
                last_heard_at=hall.last_heard_at,
                tickets=row.taken if row else 0,
                waiting_now=row.waiting_now if row else 0,
                n=row.n if row else 0,
                mean_wait_s=rounded(row.mean_wait_s) if row else None,
                p90_wait_s=rounded(row.p90_wait_s) if row else None,
            )
        )
    return Page(items=items)


@router.get("/halls/{hall_id}/waits", responses=problems(NoSuchHall))
async def show_waits(hall_id: str, session: Session, now: Now, access: MayRead, day: Day = None) -> DayOut:
    """Return how long people waited in each hour of a day, with the number behind each figure."""
    waits, wanted = WaitRepository(session), day or local_day(now)
    if not await waits.is_within(hall_id, access.regions):
        raise NoSuchHall
    hours = [
        HourOut(
            hour=int(row.hour),
            n=row.n,
            taken=row.taken,
            abandoned=row.abandoned,
            mean_wait_s=rounded(row.mean_wait_s),
            p90_wait_s=rounded(row.p90_wait_s),
            longest_wait_s=rounded(row.longest_wait_s),
        )
        for row in await waits.by_hour(hall_id, wanted)
    ]
    return DayOut(hall_id=hall_id, day=wanted, formula=FORMULA, hours=hours)


@router.get("/halls/{hall_id}/tickets", responses=problems(NoSuchHall))
async def list_tickets(
    hall_id: str,
    request: Request,
    session: Session,
    now: Now,
    access: MayTrace,
    day: Day = None,
    hour: Annotated[int | None, Query(ge=0, le=23)] = None,
    limit: Limit = 100,
    after: After = None,
) -> Page[TicketOut]:
    """Return the tickets behind a figure, oldest first."""
    if not await WaitRepository(session).is_within(hall_id, access.regions):
        raise NoSuchHall
    tickets = TicketService(session, now, request.app.state.settings)
    return await tickets.page(hall_id, day or local_day(now), hour, after, limit)
