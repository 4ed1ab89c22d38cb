"""One look at the newest action per process, however many pages are open."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator

from sqlalchemy import func, select

from servicekit.db import SessionMaker
from svc_filing.cases.models import CaseAction

log = logging.getLogger(__name__)
PAUSE = 0.3  # seconds


class Watcher:
    """Wakes everybody who waits when the log of actions has grown."""

    def __init__(self, sessions: SessionMaker) -> None:
        self._sessions = sessions
        self._grown = asyncio.Condition()
        self._newest = -1
        self._waiting = 0

    async def run(self) -> None:
        """Look again and again, but only while somebody waits."""
        while True:
            await asyncio.sleep(PAUSE)
            if not self._waiting:
                continue
            try:
                async with self._sessions() as session:
                    newest = await session.scalar(select(func.max(CaseAction.seq))) or 0
            except Exception as error:  # noqa: BLE001 - the database may be away; pages just wait
                log.warning("no news: %s", type(error).__qualname__)
                continue
            if newest != self._newest:
                self._newest = newest
                async with self._grown:
                    self._grown.notify_all()

    async def wait(self, patience: float) -> None:
        """Return when something has happened, or after `patience` seconds."""
        self._waiting += 1
        try:
            async with self._grown:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._grown.wait(), patience)
        finally:
            self._waiting -= 1


@contextlib.asynccontextmanager
async def watching(sessions: SessionMaker) -> AsyncIterator[Watcher]:
    """Run a watcher as long as the application lives."""
    watcher = Watcher(sessions)
    task = asyncio.create_task(watcher.run())
    try:
        yield watcher
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
