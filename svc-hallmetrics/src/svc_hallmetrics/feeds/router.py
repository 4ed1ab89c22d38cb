"""HTTP in front of feeds, for operators."""

from datetime import datetime
from typing import Annotated

from pydantic import StringConstraints
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from servicekit.audit import Audited
from servicekit.auth import Access, Needs, Scope
from servicekit.clock import Now
from servicekit.db import Session
from servicekit.problems import problems
from servicekit.routing import Router
from servicekit.schemas import In, Out, Page
from servicekit.scope import RegionCode, covers, within
from svc_hallmetrics.feeds.errors import NoSuchHall
from svc_hallmetrics.feeds.models import Feed

router = Router(tags=["feeds"])
MayManage = Annotated[Access, Needs("feed:manage", Scope.REGION)]


class FeedRegister(In):
    """A queue system that is to send the tickets of a hall."""

    subject: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    hall_id: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    region_code: RegionCode


class FeedOut(Out):
    """A registered feed."""

    subject: str
    hall_id: str
    region_code: str
    registered_at: datetime
    last_heard_at: datetime | None


@router.get("/operator/feeds")
async def list_feeds(session: Session, access: MayManage) -> Page[FeedOut]:
    """Return the feeds of the caller's regions."""
    rows = await session.scalars(
        select(Feed).where(within(Feed.region_code, access.regions)).order_by(Feed.subject).limit(200)
    )
    return Page(items=[FeedOut.model_validate(row) for row in rows])


@router.post("/operator/feeds", status_code=201, responses=problems(NoSuchHall))
async def register_feed(
    body: FeedRegister, audit: Audited, session: Session, now: Now, access: MayManage
) -> FeedOut:
    """Let a device or an application send the tickets of a hall."""
    if not covers(access.regions, body.region_code):
        raise NoSuchHall
    row = body.model_dump() | {"registered_by": access.caller.subject, "registered_at": now}
    await session.execute(
        insert(Feed).values(row).on_conflict_do_update(index_elements=["subject"], set_=row)
    )
    await audit.record("feed.register", body.subject, region=body.region_code)
    return FeedOut(**row, last_heard_at=None)
