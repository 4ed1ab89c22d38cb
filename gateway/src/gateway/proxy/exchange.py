"""One request and its answer, from the first header to the last byte."""

import asyncio
from itertools import count
from os import urandom
from typing import TYPE_CHECKING, ClassVar

from gateway.proxy import answers
from gateway.proxy.errors import DigestDiffers, RequestTooSlow, UpstreamTooSlow
from servicekit.problems import BodyTooLarge, Problem

if TYPE_CHECKING:
    from hashlib import _Hash

    from gateway.proxy.client import Client
    from gateway.proxy.principals import Principal
    from gateway.proxy.upstream import Carrier, Upstream

#: Bytes of a body that wait for a service before the client has to wait too.
HELD = 65_536
BODILESS = frozenset({204, 304})
MALFORMED = 400
#: Bytes a second that a client has to send of a body, once the first seconds are over.
SLOWEST = 500

_process = urandom(8).hex().encode()
_number = count(int.from_bytes(urandom(4)) << 8)


class Exchange:
    """One request and its answer.

    The client's connection feeds it, `Door.serve` decides about it, and a carrier (one
    connection to a service) takes it further. None of them holds a whole body, except
    `whole_body` for a small signed one. What is not set in `__init__` begins as below:
    most requests never touch it.
    """

    # What was asked.
    method: bytes = b""
    target: bytes = b""
    path: bytes = b""
    query: bytes = b""
    inner_path: bytes = b""  # the path as the service knows it
    scheme: bytes = b"http"
    version: str = "1.1"
    keep_alive: bool = True
    upgrade: bool = False
    objection: Problem | None = None  # to be said when its turn comes
    # Its body.
    length: int = -1  # as announced; -1: not announced
    body_done: bool = False
    received: int = 0
    held: int = 0
    room: int = HELD
    waiting: "asyncio.Future[None] | None" = None
    digest: "_Hash | None" = None
    expected_digest: str = ""
    withheld: bytes = b""
    # Who asks, and who is to answer.
    by_cookie: bool = False
    principal: "Principal | None" = None
    counted: str = ""  # the key under which it counts as under way
    upstream: "Upstream | None" = None
    carrier: "Carrier | None" = None
    request_head: bytes = b""
    # The answer.
    status: int = 0
    outcome: str = ""
    more_lines: bytes = b""
    head_sent: bool = False
    chunked_out: bool = False
    until_close: bool = False  # the service's answer ends when it closes
    finished: bool = False
    sent: int = 0

    NO_CHUNKS: ClassVar[list[bytes]] = []  # never appended to

    def __init__(self, client: "Client", now: float) -> None:
        self.client = client
        self.address = client.address
        self.id = b"%s%016x" % (_process, next(_number))
        self.began = now
        self.deadline = now + client.times.decide
        self.headers: list[tuple[bytes, bytes]] = []
        self.said: dict[str, bytes] = {}
        self.lines: list[bytes] = []
        self.chunks = self.NO_CHUNKS

    # The request's body

    def take(self, data: bytes) -> None:
        """Receive a part of the body."""
        self.received += len(data)
        if self.finished:
            return
        if self.received > self.client.largest_body:
            self.refuse(BodyTooLarge(limit=self.client.largest_body))
            return
        if self.digest is not None:
            self.digest.update(data)
        if self.carrier is not None:
            self._pass_on(data)
            return
        if self.chunks:
            self.chunks.append(data)
        else:
            self.chunks = [data]
        self.held += len(data)
        if self.held >= self.room:
            self.wake()

    def end_body(self) -> None:
        """Receive the end of the body."""
        self.body_done = True
        if self.finished:
            return
        if self.digest is not None and self.digest.hexdigest() != self.expected_digest:
            self.refuse(DigestDiffers())
            return
        if self.carrier is not None:
            if self.withheld:
                self.carrier.send_body(self.withheld)
            self.carrier.end_body()
        self.wake()

    def _pass_on(self, data: bytes) -> None:
        """Send a part of the body on; while its digest is not known, all but the latest part."""
        if self.digest is not None:
            data, self.withheld = self.withheld, data
        if data and self.carrier is not None:
            self.carrier.send_body(data)

    @property
    def wants_more(self) -> bool:
        """Whether there is room for more of the body."""
        if self.carrier is None:
            return self.held < self.room
        return not self.carrier.is_blocked

    async def whole_body(self, most: int) -> None:
        """Wait until the body has come, or as much of it as may be kept."""
        self.room = most
        self.invite()
        self.client.update_reading()
        while not (self.body_done or self.finished or self.held >= most):
            self.waiting = asyncio.get_running_loop().create_future()
            await self.waiting
        self.room = HELD

    def invite(self) -> None:
        """Tell a client that asked first to send the body."""
        if self.said.pop("expect", None) is not None and not self.body_done:
            self.client.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def wake(self) -> None:
        """Tell whoever waits for the body to look again."""
        if self.waiting is not None and not self.waiting.done():
            self.waiting.set_result(None)

    def hand_over(self, carrier: "Carrier") -> list[bytes]:
        """Let a carrier have the rest of the body; return what of it is already here."""
        self.carrier = carrier
        if not self.chunks:
            return self.NO_CHUNKS
        chunks, self.chunks, self.held = self.chunks, self.NO_CHUNKS, 0
        self.client.update_reading()
        if self.digest is not None and not self.body_done:
            *chunks, self.withheld = chunks
        return chunks

    # The answer

    def refuse_when_due(self, problem: Problem) -> None:
        """Refuse now if it is this request's turn, else when it comes."""
        self.objection = problem
        if self.client.exchange is self:
            self.refuse(problem)

    def refuse(self, problem: Problem) -> None:
        """Say why not; what has begun is broken off."""
        if not self.finished:
            self.outcome = problem.slug()
            if problem.status == MALFORMED:
                # Who is not understood once may be misunderstood the next time.
                self.keep_alive = False
            wanted = next((value for name, value in self.headers if name.lower() == b"accept-language"), b"")
            self.reply(*answers.refusal(problem, wanted, self.path.decode("latin-1"), self.id.decode()))

    def reply(self, status: int, lines: bytes, body: bytes) -> None:
        """Answer from here; `lines` are the header lines that not every answer has."""
        if self.finished:
            return
        self._let_go()
        self.finished = True
        if self.head_sent:
            self.client.cut_off()
            return
        self.status, self.head_sent = status, True
        self.keep_alive = self.keep_alive and self.body_done
        length = b"" if status in BODILESS else b"content-length: %d\r\n" % len(body)
        shown = b"" if self.method == b"HEAD" else body
        self.sent = len(shown)
        self.client.write(b"".join((answers.STATUS_LINES[status], lines, length, *self._ending(), shown)))
        self.client.next()

    def head(self, status: int, headers: list[tuple[bytes, bytes]], *, may_set_cookies: bool) -> bytes:
        """Return the head of a service's answer as the client gets it."""
        lines = [answers.STATUS_LINES[status]]
        noted = answers.sift(headers, lines, cookies=may_set_cookies)
        self.status, self.head_sent = status, True
        if "cache-control" not in noted:
            lines.append(answers.NOT_STORED)
        if "content-security-policy" not in noted:
            lines.append(answers.policy_for(noted.get("content-type", b"")))
        if not self.body_done:
            self.keep_alive = False
        if "content-length" not in noted and status not in BODILESS and self.method != b"HEAD":
            self.until_close = "transfer-encoding" not in noted
            if self.version == "1.1":
                self.chunked_out = True
                lines.append(b"transfer-encoding: chunked\r\n")
            else:
                self.keep_alive = False
        lines += self._ending()
        return b"".join(lines)

    def _ending(self) -> tuple[bytes, ...]:
        """Return the lines that every answer has, and the end of the head."""
        if self.keep_alive and self.version == "1.1":
            end = answers.SAFE_AND_END
        else:
            end = answers.SAFE + (
                b"connection: keep-alive\r\n\r\n" if self.keep_alive else b"connection: close\r\n\r\n"
            )
        return (b"x-request-id: ", self.id, b"\r\n", self.more_lines, end)

    def complete(self) -> None:
        """Note that the answer has been written to its end."""
        self.carrier = None
        self.finished = True
        self.client.next()

    def abandon(self) -> None:
        """Note that the client has gone: nobody waits for the answer any more."""
        self.finished = True
        self.outcome = self.outcome or "client-gone"
        self._let_go()

    def tick(self, now: float) -> None:
        """Break off what takes too long."""
        times = self.client.times
        if now > self.began + times.total:
            self.refuse(UpstreamTooSlow())
        elif not self.body_done and self.wants_more:
            if self.received < (now - self.began - times.grace) * SLOWEST:
                self.refuse(RequestTooSlow())
        elif now > self.deadline:
            if self.upstream is not None and not self.head_sent:
                self.upstream.breaker.failed()
            self.refuse(UpstreamTooSlow())

    def _let_go(self) -> None:
        carrier, self.carrier = self.carrier, None
        if carrier is not None:
            carrier.abandon()
        self.wake()
