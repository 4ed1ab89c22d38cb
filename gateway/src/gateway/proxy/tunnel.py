"""An open WebSocket: frames pass in both directions until somebody closes, or may no longer talk."""

import asyncio
import base64
import hashlib
import os
from typing import TYPE_CHECKING, cast

from gateway.proxy.errors import TooManyRequests
from gateway.proxy.frames import CLOSE, PING_FRAME, FrameReader, FrameRefused, close_frame
from gateway.proxy.limits import Limiter, Rate
from gateway.proxy.principals import POLICY_VIOLATION, UPSTREAM_FAILED

if TYPE_CHECKING:
    from gateway.proxy.door import Door
    from gateway.proxy.exchange import Exchange
    from gateway.proxy.principals import Principal

GOING_AWAY = 1001
GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, 1.3
MESSAGES = Rate("messages", per_second=50, burst=200)
#: Bytes that wait for a slow reader before the other side has to wait too.
WRITE_AHEAD = 131_072
PING_AFTER, SILENT_FOR = 20.0, 50.0  # seconds without a word of the client
STALL = 10.0  # seconds without reading
LINGER = 2.0  # seconds for the answer to our Close


def accept_of(key: bytes) -> bytes:
    """Return how a service confirms the key of a handshake."""
    return base64.b64encode(hashlib.sha1(key + GUID).digest())  # noqa: S324 - the RFC's choice


class Side(asyncio.Protocol):
    """One end of a tunnel."""

    def __init__(self, tunnel: "Tunnel", transport: asyncio.BaseTransport, *, masked: bool) -> None:
        self.tunnel = tunnel
        self.transport = cast("asyncio.Transport", transport)
        self.transport.set_write_buffer_limits(high=WRITE_AHEAD)
        self.other: Side
        self.reader = FrameReader(masked=masked)
        self.has_closed = False  # has sent a Close
        self.blocked_at = 0.0

    def data_received(self, data: bytes) -> None:
        """Hand on whole frames."""
        tunnel = self.tunnel
        try:
            frames = self.reader.feed(data)
        except FrameRefused as refused:
            tunnel.refuse(self, refused.code)
            return
        tunnel.heard(self, len(frames))
        if frames and not tunnel.is_closing:
            self.other.transport.write(b"".join(frame.raw for frame in frames))
        if any(frame.opcode == CLOSE for frame in frames):
            self.has_closed = True
            tunnel.closed(self)

    def pause_writing(self) -> None:
        """Let the other side wait while this one does not read."""
        self.blocked_at = self.tunnel.now()
        self.other.transport.pause_reading()

    def resume_writing(self) -> None:
        """Let the other side go on."""
        self.blocked_at = 0.0
        if not self.other.transport.is_closing():
            self.other.transport.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        """Tell the other side."""
        self.tunnel.lost(self)


class Tunnel:
    """The two ends, and whose tunnel it is."""

    def __init__(
        self,
        door: "Door",
        exchange: "Exchange",
        client: asyncio.BaseTransport,
        service: asyncio.BaseTransport,
    ) -> None:
        self.door = door
        self.now = door.now
        self.principal = cast("Principal", exchange.principal)
        self.address = exchange.address
        self.is_closing = False
        self.client = Side(self, client, masked=True)
        self.service = Side(self, service, masked=False)
        self.client.other, self.service.other = self.service, self.client
        self._messages = Limiter(MESSAGES)
        self._connections = 2
        self._heard_at = self.now()
        self._ends_at = 0.0
        self.principal.tunnels.add(self)
        door.tunnels.add(self)

    def heard(self, side: Side, frames: int) -> None:
        """Note that the client speaks, and close if it speaks too much."""
        if side is not self.client:
            return
        self._heard_at = self.now()
        try:
            for _ in range(frames):
                self._messages.take("", self._heard_at)
        except TooManyRequests:
            self.close(POLICY_VIOLATION, "too-many-messages")

    def refuse(self, side: Side, code: int) -> None:
        """Close because of a frame: whoever sent it is told why, the other that it is over."""
        if side is self.client:
            self.close(code, "frame-refused")
        else:
            self.close(UPSTREAM_FAILED, "service-failed")

    def closed(self, side: Side) -> None:
        """Note a Close of one side: with the other's answer, the tunnel ends."""
        self._ends_at = self._ends_at or self.now() + LINGER
        if self.is_closing or side.other.has_closed:
            self.client.transport.close()
            self.service.transport.close()

    def lost(self, side: Side) -> None:
        """End the tunnel when one of its connections is gone; a service that just vanishes is a failure."""
        is_surprise = not self.is_closing and not side.has_closed
        if side is self.client:
            if is_surprise:
                self._tell_service(GOING_AWAY, "client-gone")
            self.service.transport.close()
        elif is_surprise:
            self.close(UPSTREAM_FAILED, "service-failed")
        elif not self.is_closing:
            self.client.transport.close()
        self._connections -= 1
        self.principal.tunnels.discard(self)
        if not self._connections:
            self.door.tunnels.discard(self)

    def close(self, code: int, reason: str) -> None:
        """Close from here: tell both, and break off unless the client answers soon."""
        if self.is_closing:
            return
        self.is_closing = True
        self.principal.tunnels.discard(self)
        self._ends_at = self.now() + LINGER
        if not self.client.transport.is_closing():
            self.client.transport.write(close_frame(code, reason))
            self.client.transport.resume_reading()
        self._tell_service(GOING_AWAY if code == UPSTREAM_FAILED else code, reason)
        self.service.transport.close()

    def tick(self, now: float, wall: float) -> None:
        """Close what is over, break off what does not move, and ask a silent client whether it is there."""
        if self._ends_at and now > self._ends_at:
            self.client.transport.abort()
            self.service.transport.abort()
        elif self.is_closing:
            return
        elif not self.principal.lives(wall):
            self.close(POLICY_VIOLATION, "session-ended")
        elif any(side.blocked_at and now - side.blocked_at > STALL for side in (self.client, self.service)):
            self.client.transport.abort()
        elif now - self._heard_at > SILENT_FOR:
            self.close(GOING_AWAY, "silent")
        elif now - self._heard_at > PING_AFTER:
            self.client.transport.write(PING_FRAME)

    def _tell_service(self, code: int, reason: str) -> None:
        if not self.service.transport.is_closing():
            self.service.transport.write(close_frame(code, reason, os.urandom(4)))
