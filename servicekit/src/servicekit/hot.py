"""Answers that are the same for everybody, kept in memory until an event says that something changed.

A route opts in by what it answers: 200, `cache-control: public` and an ETag. This stands in front
of everything, spans and measurements too, and gives only to whom a good token brings. Without the
bus nothing is kept: an answer that nobody could take back would lie.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from opentelemetry import metrics
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from servicekit.bus import Away, Reader, TopicSpec, open_bus

log = logging.getLogger(__name__)

#: Tells whether a request brings a token that may be believed.
Admits: TypeAlias = Callable[[Scope], Awaitable[object]]

GIVEN = metrics.get_meter(__name__).create_counter("hot_reads", description="Answers given from memory")
LARGEST_ANSWER = 256 * 1024
LARGEST_MEMORY = 64 * 1024 * 1024
AGAIN = 0.5  # seconds after which a bus that is away is asked again
#: Said of one answer, not of the next that is given from memory.
OF_ONE_ANSWER = frozenset({b"date", b"set-cookie", b"traceparent", b"x-request-id"})


@dataclass(frozen=True)
class Answer:
    """A whole answer."""

    headers: list[tuple[bytes, bytes]]
    body: bytes
    tag: str


class Memory:
    """What was answered, the longest unasked forgotten first."""

    def __init__(self) -> None:
        self._answers: OrderedDict[str, Answer] = OrderedDict()
        self._size = 0
        #: Whether changes are heard of; if not, nothing is kept.
        self.is_fresh = False
        #: Rises with every change that is heard of.
        self.turn = 0

    def get(self, address: str) -> Answer | None:
        """Return what is answered at an address."""
        found = self._answers.get(address)
        if found is not None:
            self._answers.move_to_end(address)
        return found

    def put(self, address: str, answer: Answer, turn: int) -> None:
        """Keep an answer that was begun at a turn, unless something has changed since."""
        if not self.is_fresh or turn != self.turn or len(answer.body) > LARGEST_ANSWER:
            return
        self.forget(address)
        self._answers[address] = answer
        self._size += len(answer.body)
        while self._size > LARGEST_MEMORY:
            self.forget(next(iter(self._answers)))

    def forget(self, address: str) -> None:
        """Drop one answer."""
        if old := self._answers.pop(address, None):
            self._size -= len(old.body)

    def clear(self, *, is_fresh: bool) -> None:
        """Drop everything: something has changed, or nobody would tell us."""
        self._answers.clear()
        self._size = 0
        self.turn += 1
        self.is_fresh = is_fresh


async def keep_fresh(memory: Memory, bus_url: str, client_id: str, topics: Sequence[TopicSpec]) -> None:
    """Clear the memory whenever one of the topics says something, until cancelled."""
    while True:
        try:
            async with open_bus(bus_url, client_id=client_id) as bus:
                await bus.ensure(topics)
                await listen(memory, bus.read([topic.name for topic in topics], from_start=False))
        except (Away, OSError, TimeoutError) as error:
            log.info("answers are not kept: %s", type(error).__name__)
        finally:
            memory.clear(is_fresh=False)
        await asyncio.sleep(AGAIN)


async def listen(memory: Memory, news: Reader) -> None:
    """Clear the memory at all news.

    Raises:
        Away: the bus cannot be reached any more.

    """
    async with news:
        memory.clear(is_fresh=True)
        while True:
            if await news.poll(limit=1000, wait=0.5):
                memory.clear(is_fresh=True)


class HotReads:
    """Answers again what the application has answered before."""

    def __init__(self, app: ASGIApp, *, memory: Memory, admits: Admits) -> None:
        self._app = app
        self._memory = memory
        self._admits = admits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from memory, or remember what the application answers."""
        if scope["type"] != "http" or scope["method"] != "GET" or not self._memory.is_fresh:
            return await self._app(scope, receive, send)
        address = f"{scope['path']}?{scope['query_string'].decode('latin-1')}"
        found = self._memory.get(address)
        # Whoever is not let in is refused by the application.
        if found is not None and await self._admits(scope):
            GIVEN.add(1)
            return await give(found, scope, send)
        return await self._app(scope, receive, Remembering(self._memory, address, send))


class Remembering:
    """Passes an answer on, and keeps it if it may be given to others."""

    def __init__(self, memory: Memory, address: str, send: Send) -> None:
        self._memory = memory
        self._address = address
        self._send = send
        self._turn = memory.turn
        self._headers: list[tuple[bytes, bytes]] | None = None
        self._body: list[bytes] = []

    async def __call__(self, message: Message) -> None:
        """Pass one message on."""
        if message["type"] == "http.response.start":
            self._headers = kept_headers(message)
        elif self._headers is not None and message["type"] == "http.response.body":
            self._body.append(message.get("body", b""))
            if not message.get("more_body"):
                tag = Headers(raw=self._headers)["etag"]
                answer = Answer(self._headers, b"".join(self._body), tag)
                self._memory.put(self._address, answer, self._turn)
        await self._send(message)


def kept_headers(start: Any) -> list[tuple[bytes, bytes]] | None:
    """Return the headers to keep of an answer that may be given to anybody, else `None`."""
    headers = Headers(raw=start["headers"])
    is_public = headers.get("cache-control", "").startswith("public") and "set-cookie" not in headers
    if start["status"] != 200 or not is_public or "etag" not in headers:  # noqa: PLR2004 - OK
        return None
    return [(name, value) for name, value in start["headers"] if name.lower() not in OF_ONE_ANSWER]


def holds(if_none_match: str | None, tag: str) -> bool:
    """Tell whether the caller says that it has a version already.

    Caches on the way may hold several, and mark them weak when they compress (RFC 9110, 13.1.2).
    """
    held = {one.strip().removeprefix("W/") for one in (if_none_match or "").split(",")}
    return not held.isdisjoint({tag, "*"})


async def give(answer: Answer, scope: Scope, send: Send) -> None:
    """Send an answer, or only that it is still the same."""
    is_known = holds(Headers(scope=scope).get("if-none-match"), answer.tag)
    headers = answer.headers
    if is_known:
        headers = [header for header in headers if header[0] not in {b"content-length", b"content-type"}]
    await send({"type": "http.response.start", "status": 304 if is_known else 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if is_known else answer.body})
