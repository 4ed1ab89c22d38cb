"""Fills two halls with a day of tickets, so that a new suite has something to show."""

from datetime import timedelta

from sqlalchemy import func, select

from servicekit.clock import utc_now
from servicekit.db import connect
from servicekit.settings import ServiceSettings
from svc_hallmetrics.feeds.models import Feed
from svc_hallmetrics.replay import batches
from svc_hallmetrics.settings import Settings
from svc_hallmetrics.tickets.rules import local_day
from svc_hallmetrics.tickets.schemas import BatchIn
from svc_hallmetrics.tickets.service import TicketService

FEEDS = {"site-01": ("queue-hub-01", "331001"), "site-02": ("queue-hub-02", "331002")}


async def seed(settings: ServiceSettings) -> None:
    """Register two feeds and replay yesterday, unless there are feeds already."""
    if not isinstance(settings, Settings):
        raise TypeError("the settings of svc-hallmetrics are needed")
    engine, sessions = connect(settings.database_url.get_secret_value())
    now = utc_now()
    try:
        async with sessions.begin() as session:
            if await session.scalar(select(func.count()).select_from(Feed)):
                return
            for hall_id, (subject, region) in FEEDS.items():
                session.add(
                    Feed(
                        subject=subject,
                        hall_id=hall_id,
                        region_code=region,
                        registered_by="seed",
                        registered_at=now,
                    )
                )
        for hall_id, body in batches(local_day(now) - timedelta(days=1)):
            async with sessions.begin() as session:
                await TicketService(session, now, settings).take(
                    FEEDS[hall_id][0], BatchIn.model_validate(body)
                )
    finally:
        await engine.dispose()
