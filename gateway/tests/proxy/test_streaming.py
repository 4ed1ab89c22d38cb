"""Bodies pass in both directions without ever lying in memory, at the pace of the slower side."""

import asyncio
import resource
from asyncio import StreamReader, StreamWriter
from pathlib import Path

import pytest

from gateway.proxy.testing import Build, Heard, House, answer
from servicekit.testing import eventually

MEGABYTE = 1_048_576
CHUNK = b"x" * 65_536


def resident() -> int:
    """Return the bytes of memory this process holds now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


async def count(heard: Heard, reader: StreamReader, writer: StreamWriter) -> None:
    """Read a body of any size and answer how long it was."""
    size = 0
    if heard.all("transfer-encoding"):
        while length := int(await reader.readuntil(b"\r\n"), 16):
            size += len(await reader.readexactly(length + 2)) - 2
        await reader.readexactly(2)
    else:
        left = int(heard.one("content-length"))
        while left:
            part = await reader.read(min(left, 2**18))
            assert part, "the body broke off"
            size, left = size + len(part), left - len(part)
    writer.write(answer(b"%d" % size))


async def test_a_large_upload_and_a_large_download_leave_memory_flat(build: Build) -> None:
    size = 64 * MEGABYTE

    async def produce(heard: Heard, reader: StreamReader, writer: StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % size)
        for _ in range(size // len(CHUNK)):
            writer.write(CHUNK)
            await writer.drain()

    async with build() as house:
        house.service.acts |= {"/v1/up": count, "/v1/down": produce}
        line = await house.line()
        before = resident()

        await line.send(b"POST /api/catalog/v1/up HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % size)
        peak = before
        for _ in range(size // len(CHUNK)):
            await line.send(CHUNK)
            peak = max(peak, resident())
        uploaded = await line.read()
        await line.send(b"GET /api/catalog/v1/down HTTP/1.1\r\nHost: x\r\n\r\n")
        await line.reader.readuntil(b"\r\n\r\n")
        got = 0
        while got < size:
            got += len(await line.reader.read(2**18))
            peak = max(peak, resident())

        assert uploaded.body == b"%d" % size
        assert got == size
        assert peak - before < 24 * MEGABYTE


async def test_chunks_stay_chunks(house: House) -> None:
    house.service.acts["/v1/up"] = count
    line = await house.line()

    await line.send(b"POST /api/catalog/v1/up HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in range(100):
        await line.send(b"3e8;some=thing\r\n" + b"y" * 1000 + b"\r\n")
    await line.send(b"0\r\n\r\n")

    assert (await line.read()).body == b"100000"
    assert house.service["/v1/up"].one("transfer-encoding") == "chunked"


async def test_the_smallest_chunks_cost_no_more_than_their_number(house: House) -> None:
    house.service.acts["/v1/up"] = count
    line = await house.line()
    began = asyncio.get_running_loop().time()

    await line.send(
        b"POST /api/catalog/v1/up HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        + b"1\r\ny\r\n" * 60_000
        + b"0\r\n\r\n"
    )

    assert (await line.read()).body == b"60000"
    assert asyncio.get_running_loop().time() - began < 5


async def test_an_answer_of_unknown_length_is_handed_on_as_it_comes(house: House) -> None:
    go_on = asyncio.Event()

    async def act(heard: Heard, reader: StreamReader, writer: StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nfirst\r\n")
        await go_on.wait()
        writer.write(b"6\r\nsecond\r\n0\r\n\r\n")

    house.service.acts["/v1/items"] = act
    line = await house.line()
    await line.send(b"GET /api/catalog/v1/items HTTP/1.1\r\nHost: x\r\n\r\n")

    await asyncio.wait_for(line.reader.readuntil(b"first\r\n"), 5)
    go_on.set()
    assert await line.reader.readuntil(b"0\r\n\r\n") == b"6\r\nsecond\r\n0\r\n\r\n"


@pytest.mark.parametrize("version", ["1.0", "1.1"])
async def test_an_answer_that_ends_with_its_connection_has_an_end(house: House, version: str) -> None:
    async def act(heard: Heard, reader: StreamReader, writer: StreamWriter) -> None:
        writer.write(b"HTTP/1.0 200 OK\r\ncontent-type: text/plain\r\n\r\nall of it")
        writer.close()

    house.service.acts["/v1/items"] = act
    found = await house.raw(f"GET /api/catalog/v1/items HTTP/{version}\r\nHost: x\r\n\r\n".encode())

    assert found.body == b"all of it"
    assert (found.get("transfer-encoding") == "chunked") is (version == "1.1")


async def test_an_http_1_0_client_may_keep_its_connection(house: House) -> None:
    line = await house.line()

    for _ in range(2):
        await line.send(b"GET /api/catalog/v1/items HTTP/1.0\r\nHost: x\r\nConnection: keep-alive\r\n\r\n")
        assert (await line.read()).get("connection") == "keep-alive"
    await line.send(b"GET /api/catalog/v1/items HTTP/1.0\r\nHost: x\r\n\r\n")

    assert (await line.read()).get("connection") == "close"
    assert await line.rest() == b""


async def test_a_slow_service_slows_the_client_down(house: House) -> None:
    go_on = asyncio.Event()

    async def act(heard: Heard, reader: StreamReader, writer: StreamWriter) -> None:
        await go_on.wait()
        await count(heard, reader, writer)

    house.service.acts["/v1/up"] = act
    size = 32 * MEGABYTE
    line = await house.line()
    await line.send(b"POST /api/catalog/v1/up HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % size)
    sending = asyncio.create_task(line.send(b"x" * size))
    await eventually(lambda: house.service.has("/v1/up"))
    (client,) = house.serving.door.clients
    await eventually(lambda: not client.transport.is_reading())

    assert client.exchange.received < size / 2
    assert not sending.done()
    go_on.set()
    await sending
    assert (await line.read()).body == b"%d" % size


async def test_a_slow_reader_slows_the_service_down(house: House) -> None:
    written = 0

    async def act(heard: Heard, reader: StreamReader, writer: StreamWriter) -> None:
        nonlocal written
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % (64 * MEGABYTE))
        for _ in range(1024):
            writer.write(CHUNK)
            await writer.drain()
            written += len(CHUNK)

    house.service.acts["/v1/down"] = act
    line = await house.line()
    line.writer.transport.pause_reading()
    await line.send(b"GET /api/catalog/v1/down HTTP/1.1\r\nHost: x\r\n\r\n")
    (client,) = house.serving.door.clients
    await eventually(lambda: client.is_blocked)

    assert 0 < written < 32 * MEGABYTE
    line.writer.transport.resume_reading()
    await line.reader.readuntil(b"\r\n\r\n")
    await line.reader.readexactly(64 * MEGABYTE)


async def test_who_asks_first_is_told_to_go_on(house: House) -> None:
    line = await house.line()

    await line.send(
        b"POST /api/catalog/v1/items HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n"
    )
    assert await line.reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
    await line.send(b"body")

    assert (await line.read()).body == b"body"
    assert house.service["/v1/items"].all("expect") == []


async def test_who_asks_first_and_may_not_is_told_that_instead(house: House) -> None:
    line = await house.line()

    await line.send(
        b"POST /api/nothing/v1/items HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n"
    )

    assert (await line.read()).status == 404
    assert await line.rest() == b""


async def test_nothing_else_may_be_expected(house: House) -> None:
    found = await house.ask("/api/catalog/v1/items", "POST", {"Expect": "a-miracle"}, b"{}")

    assert (found.status, found.problem) == (417, "expectation-failed")


@pytest.mark.parametrize("announced", [True, False])
async def test_a_body_that_is_too_large_is_refused_as_soon_as_that_is_known(
    build: Build, announced: bool
) -> None:
    async with build(largest_body=100_000) as house:
        house.service.acts["/v1/items"] = count
        line = await house.line()
        head = b"POST /api/catalog/v1/items HTTP/1.1\r\nHost: x\r\n"
        if announced:
            await line.send(head + b"Content-Length: 100001\r\n\r\n")
        else:
            await line.send(head + b"Transfer-Encoding: chunked\r\n\r\n")
            for _ in range(101):
                await line.send(b"3e8\r\n" + b"y" * 1000 + b"\r\n")
        found = await line.read()

        assert (found.status, found.problem) == (413, "body-too-large")
        assert found.json["limit"] == 100_000
        assert await line.rest() == b""
        assert not (announced and house.service.heard)


async def test_an_answer_that_comes_before_the_whole_body_reaches_the_client(house: House) -> None:
    async def act(heard: Heard, reader: StreamReader, writer: StreamWriter) -> None:
        writer.write(answer(b"{}", "422 Unprocessable Content"))
        await writer.drain()
        writer.close()

    house.service.acts["/v1/items"] = act
    line = await house.line()
    await line.send(b"POST /api/catalog/v1/items HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\nabc")

    found = await line.read()
    assert found.status == 422
    assert found.get("connection") == "close"


async def test_a_client_that_hangs_up_ends_the_work_of_the_service(house: House) -> None:
    gone = asyncio.Event()

    async def act(heard: Heard, reader: StreamReader, writer: StreamWriter) -> None:
        assert await reader.read() == b""
        gone.set()

    house.service.acts["/v1/items"] = act
    line = await house.line()
    await line.send(b"GET /api/catalog/v1/items HTTP/1.1\r\nHost: x\r\n\r\n")
    await eventually(lambda: house.service.has("/v1/items"))
    line.close()

    await asyncio.wait_for(gone.wait(), 5)


@pytest.mark.parametrize("part", ["head", "body", "nothing"])
async def test_a_client_that_drips_is_shown_out_and_others_do_not_notice(build: Build, part: str) -> None:
    async with build(times_head=0.6, times_idle=0.6, times_grace=0.4) as house:
        slow = await house.line()
        if part == "body":
            head = b"POST /api/catalog/v1/items HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n"
        else:
            head = b"GET /api/catalog/v1/items HTTP/1.1\r\nHost: x\r\nX-Elder: "
        if part != "nothing":
            await slow.send(head)

        async def drip() -> None:
            while part != "nothing":
                await slow.send(b"a")
                await asyncio.sleep(0.1)

        dripping = asyncio.create_task(drip())
        others = [(await house.ask("/livez")).status for _ in range(20)]
        end = await slow.rest()
        dripping.cancel()

        assert others == [200] * 20
        assert (b" 408 " in end) is (part != "nothing")
        await eventually(lambda: not house.serving.door.clients)


async def test_a_client_that_does_not_read_is_cut_off(build: Build) -> None:
    async def act(heard: Heard, reader: StreamReader, writer: StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % (64 * MEGABYTE))
        for _ in range(1024):
            writer.write(CHUNK)
            await writer.drain()

    async with build(times_stall=0.5) as house:
        house.service.acts["/v1/down"] = act
        line = await house.line()
        line.writer.transport.pause_reading()
        await line.send(b"GET /api/catalog/v1/down HTTP/1.1\r\nHost: x\r\n\r\n")

        await eventually(lambda: house.service.has("/v1/down") and not house.serving.door.clients, within=10)
