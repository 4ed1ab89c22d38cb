"""What svc-hallmetrics' tests need: two halls with a feed each."""

from datetime import UTC, datetime

import pytest

from servicekit import Service
from servicekit.db import SessionMaker
from servicekit.testing import StoppedClock
from svc_hallmetrics.feeds.models import Feed
from svc_hallmetrics.main import service as hallmetrics
from svc_hallmetrics.seed import FEEDS


@pytest.fixture(scope="session")
def service() -> Service:
    return hallmetrics


@pytest.fixture
def clock() -> StoppedClock:
    """The evening of Thursday 30 April 2026."""
    return StoppedClock(datetime(2026, 4, 30, 12, 0, tzinfo=UTC))


@pytest.fixture
async def feeds(sessions: SessionMaker, clock: StoppedClock) -> None:
    async with sessions.begin() as session:
        for hall_id, (subject, region) in FEEDS.items():
            feed = Feed(subject=subject, hall_id=hall_id, region_code=region)
            feed.registered_by, feed.registered_at = "test", clock.at
            session.add(feed)
