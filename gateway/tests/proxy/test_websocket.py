"""WebSockets: who may open one, what passes, and how one ends. Client and service are another library's."""

import asyncio
import os
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed, InvalidStatus

from gateway.proxy import tunnel as tunnel_module
from gateway.proxy.frames import LARGEST, FrameReader, FrameRefused, close_frame
from gateway.proxy.testing import Build, Heard, House, SignedOn
from servicekit.testing import eventually

PATH = "/api/helpdesk/v1/news"
KEY = "dGhlIHNhbXBsZSBub25jZQ=="
HANDSHAKE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": KEY,
}
SWITCHING = b"HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
AGREED = b"sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"


@dataclass
class Helpdesk:
    """A service that echoes, and keeps what it was told at the handshake and how sockets ended."""

    headers: list[Any] = field(default_factory=list)
    open: list[ServerConnection] = field(default_factory=list)
    ended: list[int | None] = field(default_factory=list)

    async def serve(self, socket: ServerConnection) -> None:
        self.headers.append(socket.request.headers)
        self.open.append(socket)
        try:
            async for message in socket:
                await socket.send(message)
        finally:
            await socket.wait_closed()
            self.open.remove(socket)
            self.ended.append(socket.close_code)


@dataclass
class Desk:
    """A house with a helpdesk behind it."""

    house: House
    helpdesk: Helpdesk

    def open(self, session: SignedOn | None = None, origin: str | None = "", **more: Any) -> Any:
        """Open a socket, from a page of our own unless `origin` says otherwise."""
        own = f"http://127.0.0.1:{self.house.port}"
        headers = session.cookie if session else {}
        return connect(
            f"ws://127.0.0.1:{self.house.port}{PATH}",
            origin=own if origin == "" else origin,
            additional_headers=headers | more.pop("headers", {}),
            proxy=None,
            **more,
        )


@pytest.fixture(scope="module")
async def the_desk(build: Build) -> AsyncIterator[Desk]:
    helpdesk = Helpdesk()

    def choose(_socket: ServerConnection, offered: Sequence[str]) -> str | None:
        return "sanzhi.v1" if "sanzhi.v1" in offered else None

    async with serve(helpdesk.serve, "127.0.0.1", 0, select_subprotocol=choose) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with build(upstreams={"helpdesk": url}) as house:
            yield Desk(house, helpdesk)


@pytest.fixture
async def desk(the_desk: Desk) -> AsyncIterator[Desk]:
    for kept in (the_desk.helpdesk.headers, the_desk.helpdesk.ended):
        kept.clear()
    yield the_desk
    await eventually(lambda: not the_desk.house.serving.door.tunnels)


async def closed(socket: ClientConnection) -> tuple[int, str]:
    """Wait until a socket is closed; return code and reason."""
    async with asyncio.timeout(5):
        try:
            while True:
                await socket.recv()
        except ConnectionClosed:
            return socket.close_code or 0, socket.close_reason or ""


async def test_messages_pass_in_both_directions(desk: Desk) -> None:
    session = await desk.house.sign_on()

    async with desk.open(session) as socket:
        for message in ("你好", b"\x00" * 1000, "", b"x" * LARGEST):
            await socket.send(message)
            assert await socket.recv() == message

    headers = desk.helpdesk.headers[0]
    assert headers["x-forwarded-for"] == "127.0.0.1"
    assert headers["authorization"].startswith("Bearer ey")
    assert "cookie" not in headers
    assert "sec-websocket-extensions" not in headers
    await eventually(lambda: desk.helpdesk.ended == [1000])


async def test_a_subprotocol_is_agreed_end_to_end(desk: Desk) -> None:
    session = await desk.house.sign_on()

    async with desk.open(session, subprotocols=["other", "sanzhi.v1"]) as socket:
        assert socket.subprotocol == "sanzhi.v1"


@pytest.mark.parametrize(
    "origin", [None, "https://evil.example", "null", "http://127.0.0.1:1", "https://127.0.0.1"]
)
async def test_a_page_of_another_site_opens_nothing(desk: Desk, origin: str | None) -> None:
    session = await desk.house.sign_on()

    with pytest.raises(InvalidStatus) as refused:
        await desk.open(session, origin)

    assert refused.value.response.status_code == 403
    assert desk.helpdesk.headers == []


async def test_the_mini_program_opens_one_with_its_bearer(desk: Desk) -> None:
    session = await desk.house.sign_on()

    async with desk.open(origin=None, headers=session.bearer) as socket:
        await socket.send("hello")
        assert await socket.recv() == "hello"


async def test_an_ended_session_closes_its_sockets_within_a_second_and_no_others(desk: Desk) -> None:
    ending, staying = await desk.house.sign_on(), await desk.house.sign_on()

    async with desk.open(ending) as first, desk.open(ending) as second, desk.open(staying) as third:
        await desk.house.end(ending)
        async with asyncio.timeout(1):
            assert await closed(first) == (1008, "session-ended")
            assert await closed(second) == (1008, "session-ended")
        await third.send("still here")
        assert await third.recv() == "still here"
        await eventually(lambda: desk.helpdesk.ended == [1008, 1008])


async def test_changed_grants_make_a_socket_come_again(desk: Desk) -> None:
    session = await desk.house.sign_on()

    async with desk.open(session) as socket:
        await desk.house.sql(
            "UPDATE sessions SET claims = claims || '{\"lvl\": 1}' WHERE id = CAST(:id AS uuid)",
            id=session.id,
        )
        assert await closed(socket) == (1012, "grants-changed")


async def test_a_session_that_runs_out_closes_its_socket(desk: Desk) -> None:
    session = await desk.house.sign_on(life=1.0)

    async with desk.open(session) as socket:
        assert await closed(socket) == (1008, "session-ended")


async def test_a_service_that_vanishes_is_a_failure_and_not_a_riddle(desk: Desk) -> None:
    session = await desk.house.sign_on()

    async with desk.open(session) as socket:
        await eventually(lambda: desk.helpdesk.open)
        desk.helpdesk.open[0].transport.abort()
        assert await closed(socket) == (1011, "service-failed")


async def test_the_services_own_close_reaches_the_client(desk: Desk) -> None:
    session = await desk.house.sign_on()

    async with desk.open(session) as socket:
        await eventually(lambda: desk.helpdesk.open)
        await desk.helpdesk.open[0].close(4001, "enough")
        assert await closed(socket) == (4001, "enough")


async def test_a_client_that_vanishes_is_told_to_the_service(desk: Desk) -> None:
    session = await desk.house.sign_on()
    socket = await desk.open(session)

    socket.transport.abort()

    await eventually(lambda: desk.helpdesk.ended == [1001])


async def test_a_closing_door_asks_sockets_to_come_again(build: Build, desk: Desk) -> None:
    async with build(upstreams=desk.house.settings.upstreams) as house:
        session = await house.sign_on()
        socket = await Desk(house, desk.helpdesk).open(session)
        closing = asyncio.create_task(house.serving.close())
        assert await closed(socket) == (1012, "restarting")
        await closing


@pytest.mark.parametrize("size", [LARGEST + 1, 10_000_000])
async def test_a_large_frame_is_refused(desk: Desk, size: int) -> None:
    session = await desk.house.sign_on()

    async with desk.open(session) as socket:
        await socket.send(b"x" * size)
        assert await closed(socket) == (1009, "frame-refused")


async def test_a_client_that_floods_is_refused(desk: Desk) -> None:
    session = await desk.house.sign_on()

    async with desk.open(session) as socket:
        for _ in range(tunnel_module.MESSAGES.burst + 50):
            await socket.send("!")
        assert await closed(socket) == (1008, "too-many-messages")


@pytest.mark.parametrize("is_signed_on", [True, False])
async def test_a_caller_has_only_so_many_sockets(desk: Desk, is_signed_on: bool) -> None:
    session = await desk.house.sign_on() if is_signed_on else None
    sockets = [await desk.open(session) for _ in range(desk.house.settings.tunnels)]

    with pytest.raises(InvalidStatus) as refused:
        await desk.open(session)

    assert refused.value.response.status_code == 429
    for socket in sockets:
        await socket.close()


async def test_a_slow_reader_slows_the_service_down_and_is_cut_off(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tunnel_module, "STALL", 0.5)
    session = await desk.house.sign_on()
    socket = await desk.open(session)
    await eventually(lambda: desk.helpdesk.open)
    service = desk.helpdesk.open[0]
    socket.transport.pause_reading()

    async def pour() -> None:
        while True:
            await service.send(b"x" * 60_000)

    pouring = asyncio.create_task(pour())
    await eventually(lambda: service.transport.get_write_buffer_size() > 0)
    await eventually(lambda: not desk.house.serving.door.tunnels, within=5)

    pouring.cancel()
    socket.transport.abort()
    await asyncio.gather(pouring, return_exceptions=True)


async def test_a_silent_client_is_asked_and_then_given_up(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tunnel_module, "PING_AFTER", 0.2)
    session = await desk.house.sign_on()

    async with desk.open(session) as socket:
        # The library answers pings by itself: a client that is there stays.
        monkeypatch.setattr(tunnel_module, "SILENT_FOR", 1.2)
        (tunnel,) = desk.house.serving.door.tunnels
        began = tunnel._heard_at
        await eventually(lambda: tunnel._heard_at > began + 1.5)
        await socket.send("here")
        assert await socket.recv() == "here"
        monkeypatch.setattr(tunnel_module, "PING_AFTER", 100)
        monkeypatch.setattr(tunnel_module, "SILENT_FOR", 0.2)
        assert await closed(socket) == (1001, "silent")


@pytest.mark.parametrize(
    ("method", "change"),
    [
        ("GET", {"Sec-WebSocket-Version": "8"}),
        ("GET", {"Sec-WebSocket-Key": "short"}),
        ("GET", {"Sec-WebSocket-Key": ""}),
        ("GET", {"Content-Length": "5"}),
        ("POST", {}),
    ],
)
async def test_a_handshake_has_the_right_form(house: House, method: str, change: dict[str, str]) -> None:
    session = await house.sign_on()
    headers = HANDSHAKE | {"Origin": f"http://127.0.0.1:{house.port}"} | session.cookie | change

    found = await house.ask("/api/catalog/v1/news", method, headers)

    assert (found.status, found.problem) == (400, "request-malformed")
    assert house.service.heard == []


@pytest.mark.parametrize(
    "said",
    [
        b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}",
        b"HTTP/1.1 403 Forbidden\r\ncontent-length: 2\r\n\r\n{}",
        SWITCHING + b"sec-websocket-accept: wrong\r\n\r\n",
        SWITCHING + AGREED + b"sec-websocket-extensions: permessage-deflate\r\n\r\n",
    ],
)
async def test_nothing_is_tunnelled_to_a_service_that_did_not_agree(house: House, said: bytes) -> None:
    async def act(heard: Heard, reader: StreamReader, writer: StreamWriter) -> None:
        writer.write(said)
        assert b"smuggled" not in await reader.read()

    house.service.acts["/v1/news"] = act
    session = await house.sign_on()
    headers = HANDSHAKE | {"Host": "x", "Origin": "http://x"} | session.cookie
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    line = await house.line()
    await line.send(f"GET /api/catalog/v1/news HTTP/1.1\r\n{lines}\r\n".encode())
    found = await line.read()
    await line.send(b"GET /api/catalog/v1/smuggled HTTP/1.1\r\nHost: x\r\n\r\n")
    await line.rest()

    assert found.status == (int(said[9:12]) if b" 101 " not in said else 502)
    assert found.get("connection") == "close"
    assert not house.service.has("/v1/smuggled")


def frame(payload: bytes, first: int = 0x82, *, masked: bool = True) -> bytes:
    size = len(payload)
    second = 0x80 if masked else 0
    if size < 126:
        head = bytes((first, second | size))
    elif size < 65_536:
        head = bytes((first, second | 126)) + size.to_bytes(2)
    else:
        head = bytes((first, second | 127)) + size.to_bytes(8)
    return head + (os.urandom(4) if masked else b"") + payload


@pytest.mark.parametrize("step", [1, 3, 7, 1000, 10**6])
def test_frames_are_cut_the_same_however_they_arrive(step: int) -> None:
    sent = [frame(b"x" * size) for size in (0, 1, 125, 126, 127, 65_535, LARGEST)] + [frame(b"", 0x89)]
    stream, reader = b"".join(sent), FrameReader(masked=True)

    got = [found for at in range(0, len(stream), step) for found in reader.feed(stream[at : at + step])]

    assert [found.raw for found in got] == sent
    assert [found.opcode for found in got] == [2] * 7 + [9]


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (frame(b"", masked=False), 1002),
        (frame(b"", 0xC2), 1002),
        (frame(b"", 0xA2), 1002),
        (frame(b"", 0x92), 1002),
        (frame(b"", 0x83), 1002),
        (frame(b"", 0x8F), 1002),
        (frame(b"x" * 126, 0x89), 1002),
        (frame(b"x", 0x09), 1002),
        (frame(b"x" * (LARGEST + 1)), 1009),
        (bytes((0x82, 0xFF)) + b"\xff" * 8, 1009),
    ],
    # The bytes hold a random mask: as names they would differ from worker to worker.
    ids=[
        "unmasked",
        "rsv1",
        "rsv2",
        "rsv3",
        "unknown",
        "unknown control",
        "long ping",
        "split ping",
        "large",
        "huge",
    ],
)
def test_a_frame_that_breaks_the_rules_is_refused(bad: bytes, code: int) -> None:
    with pytest.raises(FrameRefused) as refused:
        FrameReader(masked=True).feed(bad)

    assert refused.value.code == code


def test_our_close_is_read_by_our_reader() -> None:
    (to_client,) = FrameReader(masked=False).feed(close_frame(1008, "session-ended"))
    (to_service,) = FrameReader(masked=True).feed(close_frame(1008, "session-ended", b"abcd"))

    assert to_client.raw[2:] == b"\x03\xf0session-ended"
    assert bytes(a ^ b for a, b in zip(to_service.raw[6:], b"abcd" * 9, strict=False)) == to_client.raw[2:]
