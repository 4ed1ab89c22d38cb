"""A client's connection: reads requests strictly, keeps deadlines, writes answers in order."""

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import httptools

from gateway.proxy.errors import HeadTooLarge, RequestMalformed, RequestTooSlow
from gateway.proxy.exchange import SLOWEST, Exchange
from servicekit.problems import Problem

if TYPE_CHECKING:
    from gateway.proxy.door import Door

LARGEST_HEAD = 32_768
MOST_HEADERS = 100
MOST_PIPELINED = 16
#: Bytes of answers that wait for a slow reader before the service has to wait too.
WRITE_AHEAD = 262_144


#: Stands for the request that has not begun to arrive.
NOTHING = cast("Exchange", None)


@dataclass(frozen=True)
class Times:
    """How long the door waits, in seconds."""

    head: float = 10.0  # from the first byte of a request to the end of its headers
    idle: float = 75.0  # between two requests of one connection
    grace: float = 5.0  # before a body has to come at a certain speed
    decide: float = 10.0  # for the stages before the service
    connect: float = 2.0  # for a service to accept a connection
    first_byte: float = 30.0  # for a service to begin its answer
    silence: float = 60.0  # between two parts of an answer
    stall: float = 10.0  # for a client that does not read what it asked for
    total: float = 300.0  # for one request with its answer
    notice: float = 0.0  # between saying that the door closes and closing it
    linger: float = 1.0  # for what is on its way when a connection is to be closed
    drain: float = 30.0  # for what is under way when the door closes


class Client(asyncio.Protocol):
    """One connection of a client."""

    def __init__(self, door: "Door") -> None:
        self.door = door
        self.times = door.times
        self.largest_body = door.largest_body
        self.address = ""
        self.exchange: Exchange | None = None  # whose answer is awaited or being written
        self.transport: asyncio.Transport
        self.left_over = b""  # what came after a request to upgrade
        self._now = door.now
        self._parser = httptools.HttpRequestParser(self)
        self._arriving = NOTHING  # whose head or body is coming in
        self._headers: list[tuple[bytes, bytes]] = []
        self._queue: deque[Exchange] = deque()
        self._head_size = 0
        self._is_in_body = False
        self._is_deaf = False  # nothing more is read from this client
        self._is_reading = True
        self._deadline = 0.0
        self._blocked_at = 0.0
        self._blocked_with = 0

    # The connection

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to count the time for the first request."""
        self.transport = cast("asyncio.Transport", transport)
        if len(self.door.clients) >= self.door.settings.clients:
            self.transport.abort()
            return
        self.transport.set_write_buffer_limits(high=WRITE_AHEAD)
        peer = transport.get_extra_info("peername")
        self.address = peer[0] if peer else ""
        self._deadline = self._now() + self.times.head
        self.door.clients.add(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        """Drop what was under way: nobody will read the answer."""
        self.door.clients.discard(self)
        self._queue.clear()
        exchange, self.exchange = self.exchange, None
        if exchange is not None:
            exchange.abandon()
            self.door.end(exchange)

    def data_received(self, data: bytes) -> None:
        """Parse what came, and only then act on it: what turns out malformed goes nowhere."""
        if self._is_deaf:
            self.left_over = (self.left_over + data)[:LARGEST_HEAD]
            return
        if not self._is_in_body:
            self._head_size += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            self._is_deaf = True
            self.left_over = data[upgrade.args[0] :]
        except httptools.HttpParserError:
            self._object(RequestMalformed())
        if self._head_size > LARGEST_HEAD:
            self._object(HeadTooLarge())
        if self.exchange is None:
            self._begin_next()
        if self.exchange is not None or not self._is_reading:
            self.update_reading()

    # What the parser calls

    def on_message_begin(self) -> None:
        """Note that a request begins."""
        now = self._now()
        self._deadline = now + self.times.head
        self._arriving = Exchange(self, now)
        self._headers = self._arriving.headers

    def on_url(self, url: bytes) -> None:
        """Note (a part of) the target."""
        self._arriving.target += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """Note a header, or a trailer."""
        self._headers.append((name, value))

    def on_headers_complete(self) -> None:
        """Queue the request; what comes like a header from now on is a trailer."""
        exchange = self._arriving
        parser = self._parser
        exchange.method = parser.get_method()
        exchange.version = parser.get_http_version()
        exchange.keep_alive = parser.should_keep_alive()
        exchange.upgrade = parser.should_upgrade()
        if self._head_size > LARGEST_HEAD // 2 or len(exchange.headers) > MOST_HEADERS:
            self._check_size(exchange)
        self._head_size = 0
        self._is_in_body = True
        self._headers = []
        self._queue.append(exchange)

    def _check_size(self, exchange: Exchange) -> None:
        # What was counted so far may hold a part of the body.
        size = len(exchange.target) + sum(len(name) + len(value) + 4 for name, value in exchange.headers)
        if size > LARGEST_HEAD or len(exchange.headers) > MOST_HEADERS:
            exchange.objection = HeadTooLarge()

    def on_body(self, data: bytes) -> None:
        """Hand on a part of the body."""
        self._arriving.take(data)

    def on_message_complete(self) -> None:
        """Note the end of a request."""
        exchange, self._arriving = self._arriving, NOTHING
        self._is_in_body = False
        if self._headers:
            # Readers behind us could take trailers for headers that nobody has checked.
            exchange.refuse_when_due(RequestMalformed("Trailers are not taken."))
        exchange.end_body()

    def _object(self, problem: Problem) -> None:
        """Read no more; tell the client why, once the answers before it are written."""
        self._is_deaf = True
        exchange, self._arriving = self._arriving, NOTHING
        if exchange is NOTHING:
            if self._queue or self.exchange is not None:
                # Something follows a request that was to be the last one: nobody needs to know.
                return
            exchange = Exchange(self, self._now())
        exchange.keep_alive = False
        if exchange is not self.exchange and exchange not in self._queue:
            self._queue.append(exchange)
        exchange.refuse_when_due(problem)

    # Requests, one after the other

    def _begin_next(self) -> None:
        while self._queue and self.exchange is None and not self.transport.is_closing():
            self.exchange = exchange = self._queue.popleft()
            if self.door.is_closing:
                exchange.keep_alive = False
            if len(self._queue) > MOST_PIPELINED:
                exchange.objection = RequestMalformed("Too many requests were sent ahead.")
            if exchange.objection is not None:
                exchange.refuse(exchange.objection)
            else:
                self.door.begin(exchange)

    @property
    def is_blocked(self) -> bool:
        """Whether answers wait for the client to read."""
        return self._blocked_at > 0

    def update_reading(self) -> None:
        """Read only while there is room for what would come."""
        wanted = not self._queue and (self.exchange is None or self.exchange.wants_more)
        if wanted is not self._is_reading and not self.transport.is_closing():
            self._is_reading = wanted
            if wanted:
                self.transport.resume_reading()
            else:
                self.transport.pause_reading()

    def write(self, data: bytes) -> None:
        """Send a part of an answer."""
        self.transport.write(data)

    def next(self) -> None:
        """Go on with the next request, or close, now that an answer is complete."""
        exchange, self.exchange = self.exchange, None
        if exchange is None:
            return
        self.door.end(exchange)
        if not exchange.keep_alive:
            self._close(gently=not exchange.body_done or exchange.objection is not None)
            return
        self._deadline = self._now() + self.times.idle
        if self._queue:
            self._begin_next()
        if not self._is_reading:
            self.update_reading()

    def _close(self, *, gently: bool) -> None:
        """Close the connection; gently, if unread input could make the client lose the answer."""
        if gently and self.transport.can_write_eof():
            self._is_deaf = True
            self._queue.clear()
            self.transport.write_eof()
            self._deadline = self._now() + self.times.linger
            self.update_reading()
        else:
            self.transport.close()

    def cut_off(self) -> None:
        """Break the connection: the client has a part of an answer that has no end."""
        self.transport.abort()

    def become(self, protocol: asyncio.Protocol) -> None:
        """Let another protocol have the connection."""
        exchange, self.exchange = self.exchange, None
        self.door.clients.discard(self)
        if exchange is not None:
            self.door.end(exchange)
        self.transport.set_protocol(protocol)
        self.transport.resume_reading()

    # Time

    def pause_writing(self) -> None:
        """Let the service wait while the client does not read."""
        self._blocked_at = self._now()
        self._blocked_with = self.transport.get_write_buffer_size()
        if self.exchange is not None and self.exchange.carrier is not None:
            self.exchange.carrier.pause()

    def resume_writing(self) -> None:
        """Let the service go on."""
        self._blocked_at = 0.0
        if self.exchange is not None and self.exchange.carrier is not None:
            self.exchange.carrier.resume()

    def tick(self, now: float) -> None:
        """Break off what takes too long."""
        if self._blocked_at:
            self._check_reader(now)
        elif self.exchange is not None:
            self.exchange.tick(now)
        elif now > self._deadline:
            if self._arriving is NOTHING or self._is_deaf:
                self.transport.abort()
            else:
                self._object(RequestTooSlow())
                self._begin_next()

    def _check_reader(self, now: float) -> None:
        """Cut off a client that hardly reads its answer."""
        if now - self._blocked_at < self.times.stall:
            return
        left = self.transport.get_write_buffer_size()
        if self._blocked_with - left < SLOWEST * self.times.stall:
            self.transport.abort()
        self._blocked_at, self._blocked_with = now, left

    def close_soon(self, now: float) -> None:
        """Take one more request, if it is on its way already; then close."""
        if self.exchange is None:
            self._deadline = min(self._deadline, now + self.times.linger)
        else:
            self.exchange.keep_alive = False
