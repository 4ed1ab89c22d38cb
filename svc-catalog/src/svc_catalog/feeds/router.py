"""HTTP in front of the feed: how far it is, to read now, and where an item's elements come from."""

from typing import Annotated

from fastapi import Depends, Path, Request

from servicekit.audit import Audited
from servicekit.auth import Access, Needs, Scope
from servicekit.clock import Now
from servicekit.db import Session
from servicekit.deadlines import Deadlines
from servicekit.problems import problems
from servicekit.routing import Router
from svc_catalog.feeds.errors import FeedNotConnected
from svc_catalog.feeds.models import Feed
from svc_catalog.feeds.repository import PROVINCE
from svc_catalog.feeds.schemas import FeedOut, OriginsOut
from svc_catalog.feeds.service import FeedService
from svc_catalog.feeds.types import PAGE
from svc_catalog.items.errors import NoSuchItem
from svc_catalog.settings import Settings

router = Router(tags=["feeds"])
MayRead = Annotated[Access, Needs("item:read", Scope.REGION)]
MayWatch = Annotated[Access, Needs("feed:read", Scope.EVERYWHERE)]
MayRun = Annotated[Access, Needs("feed:run", Scope.EVERYWHERE)]
ItemId = Annotated[str, Path(pattern=r"^[\w-]{1,80}$", description="such as 331002-gjj-29")]


async def settings_of(request: Request) -> Settings:
    """Return the settings of the running service."""
    settings: Settings = request.app.state.settings
    return settings


SettingsOf = Annotated[Settings, Depends(settings_of)]


def feed_service(session: Session, now: Now, settings: SettingsOf) -> FeedService:
    """Build the use cases for one request."""
    return FeedService(session, now, settings.adopt_within, settings.most_abolished)


Feeds = Annotated[FeedService, Depends(feed_service)]


def shown(feed: Feed, settings: Settings) -> FeedOut:
    """Return a feed with whether it is connected."""
    values = {name: getattr(feed, name) for name in FeedOut.model_fields if name != "is_connected"}
    return FeedOut(**values, is_connected=bool(settings.library_url))


@router.get("/operator/feeds/province")
async def show_feed(feeds: Feeds, settings: SettingsOf, _access: MayWatch) -> FeedOut:
    """Return how far the province's library has been read, and what was wrong with it."""
    return shown(await feeds.feed(), settings)


@router.post("/operator/feeds/province/run", status_code=202, responses=problems(FeedNotConnected))
async def run_feed(
    feeds: Feeds, settings: SettingsOf, _access: MayRun, audit: Audited, session: Session, now: Now
) -> FeedOut:
    """Have the library read now, from where it was left."""
    if not settings.library_url:
        raise FeedNotConnected
    await Deadlines(session).set(PAGE, PROVINCE, now)
    await audit.record("feed.run", PROVINCE)
    return shown(await feeds.feed(), settings)


@router.get("/operator/items/{item_id}/origins", responses=problems(NoSuchItem))
async def show_item_origins(item_id: ItemId, feeds: Feeds, access: MayRead) -> OriginsOut:
    """Return for each element whether it is the province's, taken over from another list, or our own."""
    return await feeds.origins(item_id, access.regions)
