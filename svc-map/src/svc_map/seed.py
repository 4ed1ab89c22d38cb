"""Fills the map with the halls of four prefectures; a site that is there already stays as it is.

Positions are approximate county seats (示意坐标), addresses and telephones made up.
"""

from collections.abc import Iterator
from datetime import datetime
from importlib import resources
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.clock import utc_now
from servicekit.db import connect
from servicekit.settings import ServiceSettings
from svc_map.sites.models import OpeningHours, Site
from svc_map.sites.service import SiteService

SOURCE = "示意数据，坐标未经测绘"


def site_rows(now: datetime) -> Iterator[Site]:
    """Yield the sites of the synthetic city."""
    data: dict[str, Any] = orjson.loads(resources.files("svc_map.data").joinpath("sites.json").read_bytes())
    for entry in data["sites"]:
        week = data["weeks"][entry.pop("week")]
        yield Site(
            **entry,
            is_indicative=True,
            source=SOURCE,
            changed_at=now,
            changed_by="seed",
            hours=[
                OpeningHours(weekday=weekday, opens=opens, closes=closes)
                for first, last, opens, closes in week
                for weekday in range(first, last + 1)
            ],
        )


async def fill(session: AsyncSession, now: datetime) -> None:
    """Write the sites that are missing, and announce them."""
    known = set(await session.scalars(select(Site.site_id)))
    await SiteService(session, now).found(site for site in site_rows(now) if site.site_id not in known)


async def seed(settings: ServiceSettings) -> None:
    """Fill the map; a second time changes nothing."""
    engine, sessions = connect(settings.database_url.get_secret_value())
    try:
        async with sessions.begin() as session:
            await fill(session, utc_now())
    finally:
        await engine.dispose()
