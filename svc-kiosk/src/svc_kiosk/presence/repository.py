"""All SQL on our own hearing."""

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from svc_kiosk.devices.models import Presence
from svc_kiosk.presence.models import Hearing
from svc_kiosk.presence.rules import Heard

ONLY = 1


class HearingRepository:
    """Keeps what is known of our own hearing; never commits."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find(self) -> Hearing | None:
        """Return what is known, as the database has it now."""
        found = select(Hearing).where(Hearing.id == ONLY).execution_options(populate_existing=True)
        return await self._session.scalar(found)

    async def put(self, heard: Heard) -> None:
        """Store what is known after listening."""
        values = {"open_since": heard.open_since, "checked_at": heard.checked_at, "failures": heard.failures}
        await self._session.execute(
            insert(Hearing)
            .values(id=ONLY, **values)
            .on_conflict_do_update(index_elements=["id"], set_=values)
        )

    async def speakers(self, hearing: Hearing, silence: timedelta) -> int:
        """Return how many devices were heard shortly before the last beat of all."""
        if hearing.last_beat_at is None:
            return 0
        shortly = Presence.last_seen_at > hearing.last_beat_at - silence
        return await self._session.scalar(select(func.count()).select_from(Presence).where(shortly)) or 0
