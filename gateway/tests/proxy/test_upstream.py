"""Services that are slow, gone, dying or lying."""

import asyncio
from asyncio import StreamReader, StreamWriter

import pytest

from gateway.proxy.breaker import FAILURES, SHORTEST, Breaker
from gateway.proxy.testing import Build, Heard, House, answer
from servicekit.problems import NeighbourAway
from servicekit.testing import eventually

GET = b"GET /api/catalog/v1/items HTTP/1.1\r\nHost: x\r\n\r\n"


def saying(*parts: bytes, close: bool = True) -> object:
    async def act(heard: Heard, reader: StreamReader, writer: StreamWriter) -> None:
        for part in parts:
            writer.write(part)
            await writer.drain()
        if close:
            writer.close()

    return act


LYING = {
    "not http": b"hello\r\n\r\n",
    "two lengths": b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}x",
    "both lengths": b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
    "newline in header": b"HTTP/1.1 200 OK\r\nx: a\nset-cookie: b\r\ncontent-length: 0\r\n\r\n",
    "nul in header": b"HTTP/1.1 200 OK\r\nx: a\x00b\r\ncontent-length: 0\r\n\r\n",
    "negative length": b"HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n",
    "folded header": b"HTTP/1.1 200 OK\r\nx: a\r\n b\r\ncontent-length: 0\r\n\r\n",
    "no answer": b"",
    "half a head": b"HTTP/1.1 200 OK\r\ncontent-le",
    "endless head": b"HTTP/1.1 200 OK\r\n" + b"x: " + b"a" * 400_000,
    "interim answers only": b"HTTP/1.1 102 Processing\r\n\r\n" * 50,
    "unasked switch": b"HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n",
    "two answers": answer(b"{}") + answer(b'{"poison":true}'),
}


@pytest.mark.parametrize("said", LYING.values(), ids=LYING.keys())
async def test_a_service_that_breaks_the_rules_is_a_bad_gateway(house: House, said: bytes) -> None:
    house.service.acts["/v1/items"] = saying(said)

    found = await house.raw(GET)
    house.service.acts.clear()
    after = await house.ask("/api/catalog/v1/after")

    assert (found.status, found.problem) == (502, "upstream-failed")
    assert b"poison" not in found.body + after.body
    assert after.status == 200


async def test_an_answer_that_breaks_off_breaks_off(house: House) -> None:
    house.service.acts["/v1/items"] = saying(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf")
    house.service.acts["/v1/chunks"] = saying(
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nfirst\r\n"
    )

    for path in (b"items", b"chunks"):
        line = await house.line()
        await line.send(b"GET /api/catalog/v1/%s HTTP/1.1\r\nHost: x\r\n\r\n" % path)
        whole = await line.rest()
        assert whole.startswith(b"HTTP/1.1 200 OK")
        assert not whole.endswith(b"0\r\n\r\n")


async def test_interim_answers_are_kept_from_the_client(house: House) -> None:
    house.service.acts["/v1/items"] = saying(
        b"HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n", answer(b"{}"), close=False
    )

    found = await house.raw(GET)

    assert (found.status, found.get("link")) == (200, None)


async def test_a_service_that_does_not_begin_to_answer_times_out(build: Build) -> None:
    async def act(heard: Heard, reader: StreamReader, writer: StreamWriter) -> None:
        await reader.read()

    async with build(times_first_byte=0.3) as house:
        house.service.acts["/v1/items"] = act

        found = await house.raw(GET)

        assert (found.status, found.problem) == (504, "upstream-too-slow")


async def test_a_service_that_falls_silent_in_mid_answer_is_cut_off(build: Build) -> None:
    async def act(heard: Heard, reader: StreamReader, writer: StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf")
        await reader.read()

    async with build(times_silence=0.3) as house:
        house.service.acts["/v1/items"] = act
        line = await house.line()
        await line.send(GET)

        assert (await line.rest()).endswith(b"\r\n\r\nhalf")


async def test_a_service_that_is_not_there_is_away_and_the_others_are_not(build: Build) -> None:
    async with build() as house:
        url = f"http://127.0.0.1:{house.service.port}"
        async with build(upstreams={"catalog": url, "map": "http://127.0.0.1:9"}) as second:
            away = await second.ask("/api/map/v1/sites")
            there = await second.ask("/api/catalog/v1/items")

    assert (away.status, away.problem) == (503, "neighbour-away")
    assert away.get("retry-after") == "1"
    assert there.status == 200


async def test_connections_are_used_again(house: House) -> None:
    for _ in range(5):
        await house.raw(GET)
    before = house.service.connections
    for _ in range(20):
        await house.raw(GET)

    assert house.service.connections == before


async def test_a_connection_that_died_in_the_pool_is_not_the_clients_concern(house: House) -> None:
    for _ in range(3):
        assert (await house.raw(GET)).status == 200
        house.service.hang_up()


async def test_a_connection_that_dies_under_a_read_is_tried_again_but_never_under_a_write(
    house: House,
) -> None:
    calls = []

    async def act(heard: Heard, reader: StreamReader, writer: StreamWriter) -> None:
        calls.append(heard.method)
        if len(calls) % 2:
            writer.transport.abort()
        else:
            writer.write(answer(b"second"))

    await house.ask("/api/catalog/v1/first")
    house.service.acts["/v1/items"] = act
    read = await house.raw(GET)
    await house.ask("/api/catalog/v1/first")
    calls.clear()
    written = await house.ask("/api/catalog/v1/items", "POST", body=b"{}")

    assert read.body == b"second"
    assert (written.status, calls) == (502, ["POST"])


async def test_a_service_gets_no_more_connections_than_it_may_have(build: Build) -> None:
    go_on = asyncio.Event()

    async def act(heard: Heard, reader: StreamReader, writer: StreamWriter) -> None:
        await go_on.wait()
        writer.write(answer(b"{}"))

    async with build(upstream_connections=3, times_connect=1.0) as house:
        house.service.acts["/v1/items"] = act
        asked = [asyncio.create_task(house.raw(GET)) for _ in range(10)]
        await eventually(lambda: len(house.service.heard) == 3)
        await eventually(lambda: sum(task.done() for task in asked) == 4)
        go_on.set()
        statuses = sorted([(await task).status for task in asked])

        assert statuses == [200] * 6 + [503] * 4
        assert house.service.connections == 3


async def test_a_service_that_fails_again_and_again_is_left_in_peace_for_a_while(build: Build) -> None:
    async with build() as house:
        house.service.acts["/v1/items"] = saying(b"")
        failed = [(await house.raw(GET)).status for _ in range(FAILURES)]
        asked = len(house.service.heard)
        refused = await house.raw(GET)
        house.service.acts.clear()

        assert failed == [502] * FAILURES
        assert (refused.status, refused.problem) == (503, "neighbour-away")
        assert len(house.service.heard) == asked

        async def is_back() -> bool:
            return (await house.raw(GET)).status == 200

        await eventually(is_back, within=SHORTEST + 2)


def test_a_breaker_lets_one_request_find_out_whether_the_service_is_back() -> None:
    now = [0.0]
    breaker = Breaker(lambda: now[0])
    for _ in range(FAILURES):
        breaker.check()
        breaker.failed()

    with pytest.raises(NeighbourAway):
        breaker.check()
    now[0] += SHORTEST
    breaker.check()
    with pytest.raises(NeighbourAway):
        breaker.check()
    breaker.failed()
    now[0] += SHORTEST
    with pytest.raises(NeighbourAway):
        breaker.check()
    now[0] += SHORTEST
    breaker.check()
    breaker.succeeded()
    breaker.check()
    assert not breaker.is_open
