"""Takes heartbeats in: those that come together are written together."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime

from servicekit.db import SessionMaker
from servicekit.deadlines import Deadlines
from servicekit.problems import NeighbourAway
from svc_kiosk.devices.errors import NoSuchDevice
from svc_kiosk.devices.types import LOOK
from svc_kiosk.heartbeats.repository import HeartbeatRepository
from svc_kiosk.heartbeats.types import Beat, Kept
from svc_kiosk.settings import Settings

log = logging.getLogger(__name__)

LARGEST_BATCH = 500

Asked = tuple[Beat, "asyncio.Future[Kept]"]


class Intake:
    """Writes heartbeats in batches: while one is being written the next gathers.

    A beat is answered after its commit, and a single one waits for nobody.
    """

    def __init__(self, sessions: SessionMaker, settings: Settings) -> None:
        self._sessions = sessions
        self._settings = settings
        self._waiting: list[Asked] = []
        self._writing: asyncio.Task[None] | None = None

    async def take(self, beat: Beat) -> Kept:
        """Keep a beat and return what became of it.

        Raises:
            NoSuchDevice: the device is not in our books.
            NeighbourAway: the database is; the device beats again.

        """
        loop = asyncio.get_running_loop()
        kept: asyncio.Future[Kept] = loop.create_future()
        self._waiting.append((beat, kept))
        if self._writing is None or self._writing.done():
            self._writing = loop.create_task(self._write())
        result = await kept
        if not result.is_known:
            raise NoSuchDevice
        return result

    async def _write(self) -> None:
        while self._waiting:
            batch = self._next_batch()
            try:
                kept = await self._keep([beat for beat, _ in batch])
            except Exception as error:  # noqa: BLE001 - the database may be away in any way
                log.warning("heartbeats could not be written: %s", type(error).__qualname__)
                for _, waiting in batch:
                    if not waiting.done():
                        waiting.set_exception(NeighbourAway(retry_after=2))
                continue
            for beat, waiting in batch:
                if not waiting.done():
                    waiting.set_result(kept[beat.device_id])

    def _next_batch(self) -> list[Asked]:
        """Take at most one beat of each device: one statement writes a row but once."""
        batch: dict[str, Asked] = {}
        left: list[Asked] = []
        for asked in self._waiting:
            if asked[0].device_id in batch or len(batch) >= LARGEST_BATCH:
                left.append(asked)
            else:
                batch[asked[0].device_id] = asked
        self._waiting = left
        return list(batch.values())

    async def _keep(self, beats: Sequence[Beat]) -> dict[str, Kept]:
        async with self._sessions.begin() as session:
            kept = await HeartbeatRepository(session).keep(beats, self._settings.silence)
        news = {beat.device_id: beat.received_at for beat in beats if kept[beat.device_id].is_news}
        if news:
            await self._ask_for_a_look(news)
        return kept

    async def _ask_for_a_look(self, news: dict[str, datetime]) -> None:
        """Let somebody look at devices.

        In a transaction of its own: whoever looks holds the deadline and waits for the presence,
        so nobody may hold the presence and wait for the deadline. A crash in between loses
        nothing: the next beat is news again.
        """
        async with self._sessions.begin() as session:
            deadlines = Deadlines(session)
            for device_id in sorted(news):
                await deadlines.set(LOOK, device_id, news[device_id])
