"""Fills an empty directory from the staff platform."""

from servicekit.clock import utc_now
from servicekit.db import connect
from servicekit.http import open_http
from servicekit.settings import ServiceSettings
from servicekit.tools import vault_of
from svc_workforce.settings import Settings
from svc_workforce.syncs.clients import StaffPlatform
from svc_workforce.syncs.service import SyncService
from svc_workforce.syncs.types import Progress

#: Nobody has to look at the first directory: there is nothing yet that it could harm.
BY, EVERYWHERE = "seed", ["330000"]


async def seed(settings: ServiceSettings) -> None:
    """Pull and apply the whole directory once.

    Raises:
        NeighbourAway: the platform does not answer.
        PlatformRefuses: it does not accept a call.
        SyncRefused: it tells of nobody.

    """
    vault = vault_of(settings)
    if not isinstance(settings, Settings) or vault is None:
        raise TypeError("the settings of svc-workforce and its vault are needed")
    engine, sessions = connect(settings.database_url.get_secret_value())
    try:
        async with open_http() as http, sessions.begin() as session:
            syncs = SyncService(session, utc_now(), vault)
            if (await syncs.page(Progress.APPLIED, None, 1)).items:
                return
            platform = StaffPlatform(http, settings)
            sync = await syncs.compare(platform.directory, BY, settings.most_leavers)
            await syncs.apply(sync.id, EVERYWHERE, BY)
    finally:
        await engine.dispose()
