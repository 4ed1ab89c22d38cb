"""HTTP in front of terminals that are out of order."""

from datetime import datetime

from sqlalchemy import select

from servicekit.auth import Public
from servicekit.db import Session
from servicekit.routing import Router
from servicekit.schemas import Out, Page
from servicekit.scope import RegionCode, within
from svc_helpdesk.alarms.models import OpenAlarm

router = Router(tags=["alarms"])


class OutOfOrderOut(Out):
    """A terminal that is out of order, and since when."""

    device_id: str
    region_code: str
    kind: str
    since: datetime


@router.get("/terminals/out-of-order", dependencies=[Public("people should not walk to a dead terminal")])
async def list_out_of_order(session: Session, region: RegionCode = "331000") -> Page[OutOfOrderOut]:
    """Return the terminals of a region that are out of order now."""
    found = (
        select(OpenAlarm).where(within(OpenAlarm.region_code, [region])).order_by(OpenAlarm.since).limit(200)
    )
    return Page(items=[OutOfOrderOut.model_validate(row) for row in await session.scalars(found)])
