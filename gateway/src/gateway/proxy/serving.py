"""Opens the door, keeps it, and closes it so that nobody who is inside is thrown out."""

import asyncio
import gc
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import orjson

from gateway.proxy.access_log import AccessLog
from gateway.proxy.client import Client
from gateway.proxy.counts import Told, page_of, telling
from gateway.proxy.door import Door
from gateway.proxy.local import Local
from gateway.proxy.pages import Pages
from gateway.proxy.principals import COME_AGAIN
from gateway.proxy.repository import Repository
from gateway.proxy.sessions import Sessions
from gateway.proxy.settings import DoorSettings, checked
from gateway.proxy.signed import Signed
from gateway.proxy.upstream import Upstream
from gateway.tokens import Mint, SigningKeys
from servicekit.crypto import Vault
from servicekit.db import connect

log = logging.getLogger(__name__)

TICK = 0.5  # seconds between two looks for what takes too long
SWEEP = 10.0
FORGET_NONCES = 60.0
OWNER_OF_SESSIONS = "gateway"
#: The context in which the gateway seals the secrets of applications.
SECRETS = "apps.secret"
BACKLOG = 2048


class Serving:
    """An open door."""

    def __init__(self, door: Door, settings: DoorSettings) -> None:
        self.door = door
        self._settings = settings
        self._server: asyncio.Server
        self._beside = AsyncExitStack()
        #: Where Prometheus asks, if anywhere.
        self.metrics_port: int | None = None

    @property
    def port(self) -> int:
        """Where the door listens."""
        return int(self._server.sockets[0].getsockname()[1])

    async def open(self) -> None:
        """Begin to listen."""
        self.door.upstreams = self._upstreams()
        self._server = await asyncio.get_running_loop().create_server(
            lambda: Client(self.door),
            self._settings.host,
            self._settings.port,
            backlog=BACKLOG,
            reuse_port=self._settings.reuse_port or None,
        )
        if self._settings.metrics_port is not None:
            door = self.door
            page = page_of(Told(door.counts, lambda: door.upstreams, lambda: len(door.clients)))
            beside = telling(self._settings.host, self._settings.metrics_port, page)
            self.metrics_port = await self._beside.enter_async_context(beside)

    async def reload(self) -> None:
        """Read services, keys and pages again; what cannot be read stays as it is."""
        settings, door = self._settings, self.door
        try:
            keys = await asyncio.to_thread(SigningKeys.load, settings.signing_key_file)
            pages = await asyncio.to_thread(Pages, settings.web_dist)
            upstreams = self._upstreams()
        except (OSError, ValueError) as error:
            log.warning("nothing was reloaded: %s", type(error).__qualname__)
            return
        former, door.upstreams = door.upstreams, upstreams
        door.mint.keys, door.local.pages = keys, pages
        for name, upstream in former.items():
            if upstreams.get(name) is not upstream:
                upstream.close()

    def _upstreams(self) -> dict[bytes, Upstream]:
        """Return the services, keeping those whose address has not changed."""
        settings = self._settings
        told: Mapping[str, str] = settings.upstreams
        if settings.upstreams_file is not None:
            told = DoorSettings.are_plain(orjson.loads(settings.upstreams_file.read_bytes()))
        found = {}
        for name, url in told.items():
            parts = urlsplit(checked(url))
            address = (str(parts.hostname), int(parts.port or 80))
            upstream = self.door.upstreams.get(name.encode())
            if upstream is None or upstream.address != address:
                upstream = Upstream(name, address, self.door.times, most=settings.upstream_connections)
                upstream.owns_cookies = name == OWNER_OF_SESSIONS
            found[name.encode()] = upstream
        return found

    async def close(self) -> None:
        """Take nothing new, finish what is under way, and end WebSockets so that they come again.

        Connections that were accepted but have not said anything yet may still do so for
        `Times.linger`: their request may be on its way (uvicorn drops these).
        """
        door, times = self.door, self.door.times
        door.is_closing = True
        await asyncio.sleep(times.notice)
        self._server.close()
        now = door.now()
        for client in list(door.clients):
            client.close_soon(now)
        for tunnel in list(door.tunnels):
            tunnel.close(COME_AGAIN, "restarting")
        while (door.clients or door.tunnels) and door.now() < now + times.drain:  # noqa: ASYNC110
            await asyncio.sleep(0.02)  # looked at, not told: this must not cost anything before
        for left in list(door.clients):
            left.transport.abort()
        for upstream in door.upstreams.values():
            upstream.close()
        await self._beside.aclose()


@asynccontextmanager
async def open_door(settings: DoorSettings) -> AsyncIterator[Serving]:
    """Open the door for as long as the context lasts; leaving it drains."""
    engine, _ = connect(settings.database_url.get_secret_value(), pool=4)
    repository = Repository(engine)
    sessions = Sessions(repository, idle=settings.session_idle)
    signed = Signed(repository, opener_of(settings))
    mint = Mint(SigningKeys.load(settings.signing_key_file))
    access_log = AccessLog(settings.access_log_file)
    local = Local(mint, Pages(settings.web_dist), lambda: sessions.is_current and not door.is_closing)
    door = Door(settings, mint=mint, sessions=sessions, signed=signed, local=local, access_log=access_log)
    serving = Serving(door, settings)
    keeping = [
        asyncio.create_task(work)
        for work in (
            sessions.keep_true(),
            every(TICK, door.tick),
            every(TICK, access_log.flush),
            every(SWEEP, door.sweep),
            every(TICK, signed.look_again),
            every(FORGET_NONCES, signed.forget_nonces),
        )
    ]
    try:
        await serving.open()
        try:
            yield serving
        finally:
            await serving.close()
    finally:
        for task in keeping:
            task.cancel()
        await asyncio.gather(*keeping, return_exceptions=True)
        access_log.close()
        await engine.dispose()


def opener_of(settings: DoorSettings) -> Callable[[str], str]:
    """Return what opens the sealed secrets of applications."""
    keys = settings.vault_keys.get_secret_value()
    if not keys:
        return lambda _sealed: ""
    vault = Vault.from_settings(keys)
    return lambda sealed: vault.open(sealed, SECRETS)


async def every(seconds: float, work: Callable[[], Coroutine[Any, Any, None] | None]) -> None:
    """Do something again and again; a failure is noted, and tried again the next time."""
    while True:
        await asyncio.sleep(seconds)
        try:
            waiting = work()
            if waiting is not None:
                await waiting
        except Exception as error:  # noqa: BLE001 - the next time may be better
            log.warning("failed, tried again later: %s", type(error).__qualname__)


def be_steady() -> None:
    """Keep the garbage collector from looking at what lives as long as the process."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
