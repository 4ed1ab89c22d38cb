"""Requests that two parsers could cut in different places: refused whole, nothing reaches a service."""

import asyncio
from asyncio import StreamReader, StreamWriter

import pytest

from gateway.proxy.testing import Heard, House, answer
from servicekit.testing import eventually

TARGET = b"/api/catalog/v1/items"
INNER = b"GET /api/catalog/v1/smuggled HTTP/1.1\r\nHost: x\r\n\r\n"


def post(lines: bytes, body: bytes = b"") -> bytes:
    return b"POST %s HTTP/1.1\r\nHost: x\r\n%s\r\n%s" % (TARGET, lines, body)


CHUNKED = b"Transfer-Encoding: chunked\r\n"
MALFORMED = {
    "both lengths": post(b"Content-Length: 5\r\n" + CHUNKED, b"0\r\n\r\n" + INNER),
    "both lengths, other order": post(CHUNKED + b"Content-Length: 5\r\n", b"0\r\n\r\n" + INNER),
    "two lengths": post(b"Content-Length: 5\r\nContent-Length: 6\r\n", b"abcdef"),
    "one length twice": post(b"Content-Length: 5\r\nContent-Length: 5\r\n", b"abcde"),
    "length with sign": post(b"Content-Length: +5\r\n", b"abcde"),
    "length with minus": post(b"Content-Length: -5\r\n", b"abcde"),
    "length in hex": post(b"Content-Length: 0x5\r\n", b"abcde"),
    "length as list": post(b"Content-Length: 5,5\r\n", b"abcde"),
    "length with underscore": post(b"Content-Length: 1_0\r\n", b"abcdefghij"),
    "length too large": post(b"Content-Length: 18446744073709551621\r\n", b"abcde"),
    "length empty": post(b"Content-Length: \r\n", b"abcde"),
    "length in words": post(b"Content-Length: five\r\n", b"abcde"),
    "chunked, identity": post(b"Transfer-Encoding: chunked, identity\r\n", b"0\r\n\r\n"),
    "identity": post(b"Transfer-Encoding: identity\r\n", INNER),
    "gzip, chunked": post(b"Transfer-Encoding: gzip, chunked\r\n", b"0\r\n\r\n"),
    "xchunked": post(b"Transfer-Encoding: xchunked\r\n", b"0\r\n\r\n"),
    "chunked with vertical tab": post(b"Transfer-Encoding: \x0bchunked\r\n", b"0\r\n\r\n"),
    "chunked with nul": post(b"Transfer-Encoding: chunked\x00\r\n", b"0\r\n\r\n"),
    "chunked quoted": post(b'Transfer-Encoding: "chunked"\r\n', b"0\r\n\r\n"),
    "chunked twice": post(CHUNKED + CHUNKED, b"0\r\n\r\n"),
    "chunked and identity": post(CHUNKED + b"Transfer-Encoding: identity\r\n", b"0\r\n\r\n"),
    "chunked before 1.1": b"POST %s HTTP/1.0\r\nHost: x\r\n%s\r\n0\r\n\r\n" % (TARGET, CHUNKED),
    "chunk size in 0x": post(CHUNKED, b"0x5\r\nabcde\r\n0\r\n\r\n"),
    "chunk size with underscore": post(CHUNKED, b"5_0\r\nabcde\r\n0\r\n\r\n"),
    "chunk size negative": post(CHUNKED, b"-1\r\nabcde\r\n0\r\n\r\n"),
    "chunk size with sign": post(CHUNKED, b"+5\r\nabcde\r\n0\r\n\r\n"),
    "chunk size of 17 digits": post(CHUNKED, b"f" * 17 + b"\r\nabcde\r\n0\r\n\r\n"),
    "chunk size with space": post(CHUNKED, b"5 \r\nabcde\r\n0\r\n\r\n"),
    "chunk size with bare newline": post(CHUNKED, b"5\nabcde\r\n0\r\n\r\n"),
    "chunk extension with newline": post(CHUNKED, b"5;a\nb\r\nabcde\r\n0\r\n\r\n"),
    "chunk without end": post(CHUNKED, b"5\r\nabcdeXX0\r\n\r\n"),
    "chunk longer than said": post(CHUNKED, b"5\r\nabcdefg\r\n0\r\n\r\n"),
    "trailer with length": post(CHUNKED, b"0\r\nContent-Length: 5\r\n\r\n"),
    "trailer": post(CHUNKED, b"5\r\nabcde\r\n0\r\nX-Auth-User: me\r\n\r\n"),
    "bare newlines": b"GET %s HTTP/1.1\nHost: x\n\n" % TARGET,
    "one bare newline": b"GET %s HTTP/1.1\r\nHost: x\n\r\n" % TARGET,
    "bare return": b"GET %s HTTP/1.1\r\nHost: x\r\nX: \rTransfer-Encoding: chunked\r\n\r\n" % TARGET,
    "folded line": b"GET %s HTTP/1.1\r\nHost: x\r\nX-Elder: a\r\n b\r\n\r\n" % TARGET,
    "nul in value": b"GET %s HTTP/1.1\r\nHost: x\r\nX-Elder: a\x00b\r\n\r\n" % TARGET,
    "control in value": b"GET %s HTTP/1.1\r\nHost: x\r\nX-Elder: a\x0bb\r\n\r\n" % TARGET,
    "space before colon": b"GET %s HTTP/1.1\r\nHost: x\r\nX-Elder : a\r\n\r\n" % TARGET,
    "no name": b"GET %s HTTP/1.1\r\nHost: x\r\n: a\r\n\r\n" % TARGET,
    "no colon": b"GET %s HTTP/1.1\r\nHost: x\r\nX-Elder\r\n\r\n" % TARGET,
    "name with latin letter": b"GET %s HTTP/1.1\r\nHost: x\r\nX-\xe4: a\r\n\r\n" % TARGET,
    "name with unicode dash": "GET /api/catalog/v1/items HTTP/1.1\r\nHost: x\r\nX‐Auth‐User: a\r\n\r\n".encode(),
    "space first": b" GET %s HTTP/1.1\r\nHost: x\r\n\r\n" % TARGET,
    "version 2": b"GET %s HTTP/2.0\r\nHost: x\r\n\r\n" % TARGET,
    "version 0.9": b"GET %s HTTP/0.9\r\nHost: x\r\n\r\n" % TARGET,
    "version 1.2": b"GET %s HTTP/1.2\r\nHost: x\r\n\r\n" % TARGET,
    "no version": b"GET %s\r\n\r\n" % TARGET,
    "lower-case method": b"get %s HTTP/1.1\r\nHost: x\r\n\r\n" % TARGET,
    "unknown method": b"FOO %s HTTP/1.1\r\nHost: x\r\n\r\n" % TARGET,
    "HTTP/2 preface": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "TLS": bytes.fromhex("16030100c8010000c40303"),
    "garbage": b"\x00\x01\x02\x03\r\n\r\n",
}


@pytest.mark.parametrize("stream", MALFORMED.values(), ids=MALFORMED.keys())
async def test_a_malformed_request_goes_nowhere_and_ends_the_connection(house: House, stream: bytes) -> None:
    line = await house.line()

    await line.send(stream)
    refusal = await line.read()

    assert refusal.status in {400, 405}
    assert refusal.get("connection") == "close"
    assert await line.rest() == b""
    assert house.service.heard == []


@pytest.mark.parametrize("stream", MALFORMED.values(), ids=MALFORMED.keys())
async def test_a_good_request_before_a_malformed_one_is_answered_and_nothing_after(
    house: House, stream: bytes
) -> None:
    line = await house.line()

    await line.send(b"GET /api/catalog/v1/first HTTP/1.1\r\nHost: x\r\n\r\n" + stream + INNER)
    first = await line.read()
    await line.rest()

    assert first.status == 200
    assert [heard.target for heard in house.service.heard] == ["/v1/first"]


async def test_what_follows_a_last_request_is_never_processed(house: House) -> None:
    line = await house.line()

    await line.send(b"GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n" % TARGET + INNER)
    first = await line.read()

    assert first.status == 200
    assert await line.rest() == b""
    assert not house.service.has("/v1/smuggled")


async def test_a_body_broken_on_its_way_breaks_the_request_to_the_service(house: House) -> None:
    arrived, ended = asyncio.Event(), asyncio.Event()

    async def act(heard: Heard, reader: StreamReader, writer: StreamWriter) -> None:
        await reader.readuntil(b"abcde\r\n")
        arrived.set()
        assert await reader.read() == b""
        ended.set()

    house.service.acts["/v1/items"] = act
    line = await house.line()
    await line.send(post(CHUNKED, b"5\r\nabcde\r\n"))
    await asyncio.wait_for(arrived.wait(), 5)
    await line.send(b"zz\r\n" + INNER)

    assert (await line.read()).status == 400
    await asyncio.wait_for(ended.wait(), 5)
    assert not house.service.has("/v1/smuggled")


async def test_requests_sent_ahead_are_answered_in_their_order(house: House) -> None:
    go_on = asyncio.Event()

    async def slow(heard: Heard, reader: StreamReader, writer: StreamWriter) -> None:
        await go_on.wait()
        writer.write(answer(b"slow"))

    house.service.acts["/v1/slow"] = slow
    line = await house.line()
    await line.send(
        b"GET /api/catalog/v1/slow HTTP/1.1\r\nHost: x\r\n\r\n"
        b"POST /api/catalog/v1/two HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\ntwo"
        b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n"
    )

    await eventually(lambda: house.service.has("/v1/slow"))
    assert not house.service.has("/v1/two")
    go_on.set()

    bodies = [(await line.read()).body for _ in range(3)]
    assert bodies == [b"slow", b"two", b'{"status":"alive"}']
    line.close()


async def test_too_many_requests_sent_ahead_end_the_connection(house: House) -> None:
    line = await house.line()

    await line.send(b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n" * 100)
    first = await line.read()

    assert (first.status, first.problem) == (400, "request-malformed")
    assert await line.rest() == b""


@pytest.mark.parametrize(
    "lines",
    [
        b"Connection: Upgrade\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n",
        b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n",
        b"Connection: Upgrade\r\nUpgrade: TLS/1.0\r\n",
    ],
)
async def test_an_offer_to_speak_something_else_is_not_taken_up(house: House, lines: bytes) -> None:
    line = await house.line()

    await line.send(b"GET %s HTTP/1.1\r\nHost: x\r\n%s\r\n" % (TARGET, lines) + INNER)
    found = await line.read()

    assert found.status == 200
    assert await line.rest() == b""
    (heard,) = house.service.heard
    assert not heard.all("upgrade") + heard.all("connection") + heard.all("http2-settings")
