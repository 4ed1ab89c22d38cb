"""Fills an empty map with the 25 sites of the synthetic city."""

from importlib import resources

import orjson
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.clock import utc_now
from servicekit.db import connect
from servicekit.outbox import Outbox
from servicekit.settings import ServiceSettings
from svc_map.sites.events import site_changed
from svc_map.sites.models import Site
from svc_map.sites.types import Hours


def sites() -> list[Site]:
    """Return the sites of the file."""
    rows = orjson.loads((resources.files("svc_map.data") / "sites.json").read_bytes())
    return [
        Site(
            **row | {"hours": Hours.model_validate(row["hours"]).model_dump()},
            is_indicative=True,
            state="open",
            source="by_hand",
        )
        for row in rows
    ]


async def fill(session: AsyncSession) -> None:
    """Write the sites and announce them."""
    found = sites()
    session.add_all(found)
    await session.flush()
    await Outbox(session, utc_now()).announce_many([site_changed(site) for site in found])


async def seed(settings: ServiceSettings) -> None:
    """Fill the map if it is empty."""
    engine, sessions = connect(settings.database_url.get_secret_value())
    try:
        async with sessions.begin() as session:
            if not await session.scalar(select(func.count()).select_from(Site)):
                await fill(session)
    finally:
        await engine.dispose()
