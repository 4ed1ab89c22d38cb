"""What time does to the feed: every night the library is read from where it was left, page by page."""

import logging
from datetime import datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.deadlines import Deadlines, Jobs
from servicekit.problems import NeighbourAway
from servicekit.tools import tools_of
from servicekit.workdays import tonight
from svc_catalog.feeds.clients import Library
from svc_catalog.feeds.errors import PageRefused
from svc_catalog.feeds.repository import PROVINCE
from svc_catalog.feeds.service import FeedService
from svc_catalog.feeds.types import PAGE
from svc_catalog.settings import Settings

log = logging.getLogger(__name__)
jobs = Jobs()

NIGHTLY = "feed.nightly"
HOUR = time(1, 30)
#: When a library is asked again that was away, or whose page was not taken.
LATER = timedelta(hours=1)
#: When a catalogue is looked at again that has not been filled yet.
SOON = timedelta(minutes=1)


@jobs.every(NIGHTLY, timedelta(days=1))
async def begin(subject: str, session: AsyncSession, now: datetime) -> None:
    """Begin to read."""
    await Deadlines(session).set(NIGHTLY, subject, tonight(now, HOUR))
    settings: Settings = tools_of(session).settings
    if settings.library_url:
        await Deadlines(session).set(PAGE, PROVINCE, now)


@jobs.on(PAGE)
async def take_page(subject: str, session: AsyncSession, now: datetime) -> None:
    """Take in the next page, and make an appointment for the one after it.

    Each page is a transaction with the place that it leaves off at: whatever breaks off goes on
    there. A page that is not whole changes nothing and is an alarm.
    """
    tools, deadlines = tools_of(session), Deadlines(session)
    settings: Settings = tools.settings
    feeds = FeedService(session, now, settings.adopt_within, settings.most_abolished)
    if await feeds.is_empty():
        await deadlines.set(PAGE, subject, now + SOON)
        return
    feed = await feeds.feed()
    try:
        page = await Library(tools.http, settings).page(feed.cursor)
        async with session.begin_nested():
            await feeds.take(feed, page)
    except (PageRefused, NeighbourAway) as refusal:
        code, detail = ("away", "") if isinstance(refusal, NeighbourAway) else (refusal.code, refusal.detail)
        log.error("the province's library was not taken in: %s %s", code, detail)  # noqa: TRY400 - told below
        feeds.raise_alarm(await feeds.feed(), code, detail)
        await deadlines.set(PAGE, subject, now + LATER)
        return
    if page.has_more:
        await deadlines.set(PAGE, subject, now)
    else:
        await feeds.follow_drafts()
