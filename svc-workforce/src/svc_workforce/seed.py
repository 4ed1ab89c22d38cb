"""Fills an empty directory from the staff platform, if it answers."""

from sqlalchemy import func, select

from servicekit.clock import utc_now
from servicekit.db import connect
from servicekit.http import open_http
from servicekit.settings import ServiceSettings
from servicekit.tools import vault_of
from svc_workforce.people.models import Person
from svc_workforce.settings import Settings
from svc_workforce.syncs.clients import StaffPlatform
from svc_workforce.syncs.service import SyncService


async def seed(settings: ServiceSettings) -> None:
    """Pull and apply the whole directory once."""
    vault = vault_of(settings)
    if not isinstance(settings, Settings) or vault is None:
        raise TypeError("the settings of svc-workforce and its vault are needed")
    engine, sessions = connect(settings.database_url.get_secret_value())
    try:
        async with open_http() as http, sessions.begin() as session:
            if await session.scalar(select(func.count()).select_from(Person)):
                return
            directory = await StaffPlatform(http, settings).directory()
            syncs = SyncService(session, utc_now(), vault)
            sync = await syncs.compare(directory, "seed", settings.most_leavers)
            await syncs.apply(sync.id, "seed", force=False, remark="")
    finally:
        await engine.dispose()
