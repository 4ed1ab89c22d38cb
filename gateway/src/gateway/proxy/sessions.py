"""Sessions in memory: found once in the database, then kept true by asking what has changed."""

import asyncio
import logging
import time
from collections.abc import Iterable
from hashlib import sha256

from sqlalchemy.engine import RowMapping

from gateway.proxy.errors import SignOnAway
from gateway.proxy.principals import POLICY_VIOLATION, Session
from gateway.proxy.repository import Repository

log = logging.getLogger(__name__)

EVERY = 0.2  # seconds between two looks at what has changed
#: A change that commits later than this after it was numbered could be missed.
LATE_COMMITS = 10.0  # seconds
#: Sequence numbers that may have been drawn but not committed when the door starts.
UNDER_WAY = 1000
#: Without news for so long nothing in memory is believed any more.
TRUST = 5.0  # seconds
UNKNOWN_FOR = 5.0  # seconds for which a token stays unknown
MOST_KNOWN, MOST_UNKNOWN = 200_000, 20_000
WRITE_DOWN = 30.0  # seconds between two notes of which sessions were used


class Sessions:
    """The sessions that have asked for something lately.

    Ending or changing one in the database takes effect here within about `EVERY`.
    """

    def __init__(self, repository: Repository, *, idle: float) -> None:
        self._repository = repository
        self._idle = idle
        self._known: dict[bytes, Session] = {}
        self._unknown: dict[bytes, float] = {}
        self._loading: dict[bytes, asyncio.Task[Session | None]] = {}
        self._news_at = 0.0
        self._floor = 0
        self._seen: dict[
            int, tuple[float, bytes]
        ] = {}  # number of a change: when it was seen, of which session

    @property
    def is_current(self) -> bool:
        """Whether the database has told the news lately."""
        return time.monotonic() - self._news_at < TRUST

    def known(self, token: bytes) -> Session | None:
        """Return the session of a token if it is in memory.

        Raises:
            SignOnAway: the database is away, so that nobody can tell.

        """
        if not self.is_current:
            raise SignOnAway(retry_after=2)
        session = self._known.get(sha256(token).digest())
        if session is None or not session.lives(time.time()):
            return None
        session.is_active = True
        return session

    async def find(self, token: bytes) -> Session | None:
        """Return the session of a token, or `None` if there is none (any more).

        Raises:
            SignOnAway: the database is away, so that nobody can tell.

        """
        digest = sha256(token).digest()
        if self._unknown.get(digest, 0.0) > time.monotonic():
            return None
        loading = self._loading.get(digest)
        if loading is None:
            loading = asyncio.get_running_loop().create_task(self._load(digest))
            self._loading[digest] = loading
        # Shielded: others may be waiting for the same one.
        return await asyncio.shield(loading)

    async def _load(self, digest: bytes) -> Session | None:
        try:
            row = await self._repository.session(digest)
            while row is not None and row["seq"] < self._latest(digest):
                # It was changed while it was being read.
                row = await self._repository.session(digest)
        except Exception as error:
            log.warning("a session could not be read: %s", type(error).__qualname__)
            raise SignOnAway(retry_after=2) from error
        finally:
            del self._loading[digest]
        session = self._known.get(digest)
        if row is None or row["ended"]:
            session = None
        elif session is not None:
            session.update(row)
        else:
            session = session_of(row)
        if session is None or not session.lives(time.time()):
            if len(self._unknown) >= MOST_UNKNOWN:
                self._unknown.clear()
            self._unknown[digest] = time.monotonic() + UNKNOWN_FOR
            return None
        if len(self._known) >= MOST_KNOWN:
            self._forget_quiet()
        self._known[digest] = session
        session.is_active = True
        return session

    def _latest(self, digest: bytes) -> int:
        return max((seq for seq, (_, changed) in self._seen.items() if changed == digest), default=0)

    def _forget_quiet(self) -> None:
        """Make room: what is needed again is read again."""
        self._known = {digest: session for digest, session in self._known.items() if session.tunnels}

    async def keep_true(self) -> None:
        """Learn for ever what has changed; a failure is tried again at the next look."""
        begun = False
        written_down = time.monotonic()
        while True:
            try:
                if not begun:
                    self._floor = max(0, await self._repository.newest_seq() - UNDER_WAY)
                    begun = True
                await self.look()
                if time.monotonic() - written_down > WRITE_DOWN:
                    written_down = time.monotonic()
                    await self.write_down()
            except Exception as error:  # noqa: BLE001 - the database may be away in any way
                log.warning("no news of sessions: %s", type(error).__qualname__)
            await asyncio.sleep(EVERY)

    async def look(self) -> None:
        """Learn once what has changed."""
        asked_at = time.monotonic()
        self._learn(await self._repository.changed_sessions(self._floor, list(self._seen)))
        self._news_at = asked_at
        old = [seq for seq, (seen_at, _) in self._seen.items() if seen_at < asked_at - LATE_COMMITS]
        if old:
            self._floor = max(old)
            self._seen = {seq: seen for seq, seen in self._seen.items() if seq > self._floor}

    def _learn(self, rows: Iterable[RowMapping]) -> None:
        for row in rows:
            digest = bytes(row["token_hash"])
            self._seen[row["seq"]] = (time.monotonic(), digest)
            self._unknown.pop(digest, None)
            session = self._known.get(digest)
            if session is None or row["seq"] < session.seq:
                continue
            if row["ended"]:
                del self._known[digest]
                session.end()
            else:
                session.update(row)

    async def write_down(self) -> None:
        """Note in the database which sessions were used, so that they do not run out of patience."""
        used = [session for session in self._known.values() if session.is_active]
        if not used:
            return
        await self._repository.keep_awake([session.session_id for session in used], self._idle)
        now = time.time()
        for session in used:
            session.is_active = False
            session.idle_until = min(session.expires_at, now + self._idle)

    def sweep(self) -> None:
        """Forget what has run out."""
        now = time.time()
        for digest, session in list(self._known.items()):
            if not session.lives(now):
                del self._known[digest]
                session.close_tunnels(POLICY_VIOLATION, "session-ended")


def session_of(row: RowMapping) -> Session:
    """Return a row as a session."""
    return Session(
        str(row["id"]),
        row["claims"],
        seq=row["seq"],
        expires_at=row["expires_at"],
        idle_until=row["idle_until"],
    )
