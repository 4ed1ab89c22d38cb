"""Services behind the door: connections that are kept, and the carrier of one request at a time."""

import asyncio
from collections import deque
from collections.abc import Coroutine
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar, cast

import httptools

from gateway.proxy.breaker import Breaker
from gateway.proxy.errors import UpstreamFailed
from servicekit.problems import NeighbourAway

if TYPE_CHECKING:
    from gateway.proxy.client import Times
    from gateway.proxy.exchange import Exchange

Result = TypeVar("Result")

LARGEST_HEAD = 65_536
SWITCHING_PROTOCOLS = 101
MOST_INTERIM = 8  # 1xx answers before the real one
#: Below the five seconds after which uvicorn closes an idle connection.
IDLE = 4.0
#: Bytes of a request's body that wait for a service before the client has to wait too.
WRITE_AHEAD = 262_144
REPEATABLE = frozenset({b"GET", b"HEAD", b"OPTIONS"})


#: Stands for the exchange of a connection that is free.
NOTHING = cast("Exchange", None)


class Carrier(asyncio.Protocol):
    """One connection to a service; carries one exchange at a time."""

    def __init__(self, upstream: "Upstream") -> None:
        self.upstream = upstream
        self.exchange = NOTHING
        self.transport: asyncio.Transport
        self.is_blocked = False
        self.idle_since = 0.0
        self._parser = httptools.HttpResponseParser(self)
        self._is_used = self._is_chunking = self._is_paused = False
        self._headers: list[tuple[bytes, bytes]] = []
        self._out: list[bytes] = []
        self._head_size = 0
        self._interim = 0
        self._has_head = self._is_done = self._is_spent = self._may_go_on = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember the connection."""
        self.transport = cast("asyncio.Transport", transport)
        self.transport.set_write_buffer_limits(high=WRITE_AHEAD)

    # The request

    def carry(self, exchange: "Exchange") -> None:
        """Send a request, and as much of its body as there is; the rest follows as it comes."""
        self.exchange = exchange
        self._is_chunking = exchange.length < 0
        if exchange.client.is_blocked:
            self.pause()
        self.transport.write(exchange.request_head)
        for chunk in exchange.hand_over(self):
            self.send_body(chunk)
        if exchange.body_done:
            self.end_body()

    def send_body(self, data: bytes) -> None:
        """Send a part of the body; the service's time to take it begins now."""
        self.exchange.deadline = self.upstream.now() + self.upstream.times.first_byte
        self.transport.write(b"%x\r\n%b\r\n" % (len(data), data) if self._is_chunking else data)

    def end_body(self) -> None:
        """Send the end of the body; the service's time to answer begins now."""
        if self._is_chunking:
            self.transport.write(b"0\r\n\r\n")
        self.exchange.deadline = self.upstream.now() + self.upstream.times.first_byte

    def pause_writing(self) -> None:
        """Let the client wait while the service does not read."""
        self._block(blocked=True)

    def resume_writing(self) -> None:
        """Let the client go on."""
        self._block(blocked=False)

    def _block(self, *, blocked: bool) -> None:
        self.is_blocked = blocked
        if self.exchange is not NOTHING:
            self.exchange.client.update_reading()

    # The answer

    def data_received(self, data: bytes) -> None:
        """Hand on what the service says, unless it breaks the rules."""
        exchange = self.exchange
        if exchange is NOTHING:
            self.transport.abort()
            return
        if not self._has_head:
            self._head_size += len(data)
        was_sent = exchange.head_sent
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            self._switch(exchange, data[upgrade.args[0] :])
            return
        except httptools.HttpParserError:
            self._is_spent = True
        if self._is_spent or self._interim > MOST_INTERIM or self._head_size > LARGEST_HEAD:
            # A head that has not left yet may still be replaced by one that says what is wrong.
            exchange.head_sent = was_sent
            self.refuse(exchange)
            return
        if self._out:
            out, self._out = self._out, []
            exchange.client.write(out[0] if len(out) == 1 else b"".join(out))
        if self._is_done:
            self._release(exchange)

    def on_message_begin(self) -> None:
        """Notice an answer that nobody asked for."""
        self._is_spent = self._is_done

    def on_header(self, name: bytes, value: bytes) -> None:
        """Note a header; trailers are dropped."""
        if not self._has_head:
            self._headers.append((name, value))

    def on_headers_complete(self) -> None:
        """Begin the answer to the client."""
        exchange = self.exchange
        status = self._parser.get_status_code()
        if status < 200:  # noqa: PLR2004 - interim answers
            self._interim += 1
            if status != SWITCHING_PROTOCOLS:
                self._headers = []
            return
        headers, self._headers = self._headers, []
        self._has_head = True
        self._head_size = 0
        exchange.deadline = self.upstream.now() + self.upstream.times.silence
        self._out.append(exchange.head(status, headers, may_set_cookies=self.upstream.owns_cookies))
        if exchange.method == b"HEAD":
            self._is_done = True

    def on_body(self, data: bytes) -> None:
        """Hand on a part of the answer's body."""
        exchange = self.exchange
        if self._is_done:
            self._is_spent = True
            return
        exchange.sent += len(data)
        if exchange.chunked_out:
            self._out += (b"%x\r\n" % len(data), data, b"\r\n")
        else:
            self._out.append(data)

    def on_message_complete(self) -> None:
        """End the answer to the client."""
        if self._has_head and not self._is_done:
            if self.exchange.chunked_out:
                self._out.append(b"0\r\n\r\n")
            self._is_done = True
            self._may_go_on = self._parser.should_keep_alive()

    def _release(self, exchange: "Exchange") -> None:
        """Be free for the next exchange, if service and body allow it."""
        self.exchange = NOTHING
        self.upstream.breaker.succeeded()
        if self._may_go_on and exchange.body_done:
            self._has_head = self._is_done = self._may_go_on = False
            self._is_used = True
            self._interim = 0
            if self._is_paused:
                self.resume()
            self.upstream.give_back(self)
        else:
            self.transport.abort()
        exchange.complete()

    def _switch(self, exchange: "Exchange", rest: bytes) -> None:
        """Become a tunnel, if that is what the client asked for."""
        if not exchange.upgrade or self._parser.get_status_code() != SWITCHING_PROTOCOLS:
            self.refuse(exchange)
            return
        self.upstream.breaker.succeeded()
        exchange.client.door.tunnel(exchange, self, self._headers, rest)

    def part(self, exchange: "Exchange") -> None:
        """Have nothing more to do with an exchange: it has become a tunnel."""
        self.exchange = NOTHING
        exchange.carrier = None

    def refuse(self, exchange: "Exchange") -> None:
        """Take nothing more from a service that breaks the rules, and say so to the client."""
        self.upstream.breaker.failed()
        exchange.refuse(UpstreamFailed())

    def abandon(self) -> None:
        """Break off: nobody waits for this answer, or it cannot be trusted."""
        self.exchange = NOTHING
        self.transport.abort()

    def pause(self) -> None:
        """Let the service wait."""
        self._is_paused = True
        self.transport.pause_reading()

    def resume(self) -> None:
        """Let the service go on."""
        self._is_paused = False
        self.transport.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        """End the answer if closing is how it ends; else try again what may be, or say that it failed."""
        self.upstream.lost(self)
        exchange, self.exchange = self.exchange, NOTHING
        if exchange is NOTHING:
            return
        exchange.carrier = None
        if self._has_head and exchange.until_close and exc is None:
            if exchange.chunked_out:
                exchange.client.write(b"0\r\n\r\n")
            self.upstream.breaker.succeeded()
            exchange.complete()
        elif self._may_repeat(exchange):
            self.upstream.repeat(exchange)
        else:
            self.refuse(exchange)

    def _may_repeat(self, exchange: "Exchange") -> bool:
        """Tell whether the service closed an idle connection just as it was used again."""
        is_untouched = self._is_used and not self._has_head and not self._head_size
        return is_untouched and exchange.method in REPEATABLE and not exchange.received


class Upstream:
    """One service: its connections, at most `most` of them, and its breaker."""

    def __init__(self, name: str, address: tuple[str, int], times: "Times", *, most: int = 128) -> None:
        self.name = name
        self.label = name.encode()
        self.address = address
        self.times = times
        self.most = most
        self.owns_cookies = False
        self._loop = asyncio.get_running_loop()
        self.now = self._loop.time
        self.breaker = Breaker(self.now)
        self.host_line = b"host: %s:%d\r\n" % (address[0].encode(), address[1])
        self._idle: list[Carrier] = []
        self._count = 0
        self._waiting: deque[asyncio.Future[Carrier]] = deque()
        self._tasks: set[asyncio.Task[Any]] = set()

    def repeat(self, exchange: "Exchange") -> None:
        """Send a request again, on a new connection."""
        self._start(self._repeat(exchange))

    async def _repeat(self, exchange: "Exchange") -> None:
        try:
            carrier = await self._dialled()
        except NeighbourAway as problem:
            exchange.refuse(problem)
            return
        self.use(carrier, exchange)

    def use(self, carrier: Carrier, exchange: "Exchange") -> None:
        """Let a connection carry an exchange, unless its client has gone in the meantime."""
        if exchange.finished:
            self.give_back(carrier)
        else:
            carrier.carry(exchange)

    def free(self, now: float) -> Carrier | None:
        """Return a connection that is free, if there is one."""
        while self._idle:
            carrier = self._idle.pop()
            if carrier.idle_since > now - IDLE and not carrier.transport.is_closing():
                return carrier
            carrier.transport.abort()
        return None

    async def connection(self) -> Carrier:
        """Return a new connection, or the next one that gets free.

        Raises:
            NeighbourAway: the service is not there, or has as much to do as it may have.

        """
        if self._count < self.most:
            # A task of its own: this may run before the event loop knows of the caller's.
            return await self._dialled()
        if len(self._waiting) >= self.most:
            raise NeighbourAway(retry_after=1)
        waiting: asyncio.Future[Carrier] = self._loop.create_future()
        self._waiting.append(waiting)
        giving_up = self._loop.call_later(self.times.connect, give_up, waiting)
        try:
            return await waiting
        finally:
            giving_up.cancel()

    def _start(self, work: Coroutine[Any, Any, Result]) -> "asyncio.Task[Result]":
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _dialled(self) -> "asyncio.Task[Carrier]":
        # Counted at once: others may ask before the task begins.
        self._count += 1
        return self._start(self._dial())

    async def _dial(self) -> Carrier:
        try:
            async with asyncio.timeout(self.times.connect):
                _, carrier = await self._loop.create_connection(lambda: Carrier(self), *self.address)
        except OSError as error:  # of which a timeout is one
            self._count -= 1
            self.breaker.failed()
            raise NeighbourAway(retry_after=1) from error
        return carrier

    def give_back(self, carrier: Carrier) -> None:
        """Let another exchange have a connection."""
        while self._waiting:
            waiting = self._waiting.popleft()
            if not waiting.done():
                waiting.set_result(carrier)
                return
        carrier.idle_since = self.now()
        self._idle.append(carrier)

    def lost(self, carrier: Carrier) -> None:
        """Forget a connection; whoever waits for one gets a new one."""
        self._count -= 1
        with suppress(ValueError):
            self._idle.remove(carrier)
        if self._waiting and self._count < self.most:
            self._start(self._dial_for_one())

    async def _dial_for_one(self) -> None:
        with suppress(NeighbourAway):
            self.give_back(await self._dialled())

    def tick(self, now: float) -> None:
        """Close what has been idle for so long that the service may close it at any moment."""
        while self._idle and self._idle[0].idle_since < now - IDLE:
            self._idle.pop(0).transport.close()

    def close(self) -> None:
        """Close what is idle; what is under way ends by itself."""
        while self._idle:
            self._idle.pop().transport.close()


def give_up(waiting: "asyncio.Future[Carrier]") -> None:
    """End the wait for a connection."""
    if not waiting.done():
        waiting.set_exception(NeighbourAway(retry_after=1))
