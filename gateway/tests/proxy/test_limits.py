"""How much one caller may ask for, and how he is told."""

import asyncio
from asyncio import StreamReader, StreamWriter

import pytest

from gateway.proxy.errors import TooManyRequests
from gateway.proxy.limits import Limiter, Rate, neighbourhood
from gateway.proxy.testing import Build, Heard, answer
from servicekit.testing import eventually


async def test_an_address_may_ask_so_often(build: Build) -> None:
    async with build(address_rate=1, address_burst=5) as house:
        statuses = [(await house.ask("/api/catalog/v1/items")).status for _ in range(8)]
        refused = await house.ask("/livez")

    assert statuses == [200] * 5 + [429] * 3
    assert (refused.status, refused.problem) == (429, "too-many-requests")
    assert refused.get("retry-after") == "1"
    assert refused.json["retry_after"] == 1


async def test_a_person_may_ask_so_often_from_all_his_sessions(build: Build) -> None:
    async with build(principal_rate=1, principal_burst=4) as house:
        one = await house.sign_on(subject="zj-app|same")
        two = await house.sign_on(subject="zj-app|same")
        other = await house.sign_on()

        found = [await house.ask("/api/catalog/v1/items", headers=who.bearer) for who in (one, two) * 3]

        assert [answer.status for answer in found] == [200] * 4 + [429] * 2
        assert [answer.get("ratelimit") for answer in found[:4]] == [
            f'"principal";r={left}' for left in (3, 2, 1, 0)
        ]
        assert found[0].get("ratelimit-policy") == '"principal";q=4;w=4'
        assert (await house.ask("/api/catalog/v1/items", headers=other.bearer)).status == 200
        assert (await house.ask("/api/catalog/v1/items")).status == 200


async def test_a_person_has_only_so_much_under_way(build: Build) -> None:
    go_on = asyncio.Event()

    async def act(heard: Heard, reader: StreamReader, writer: StreamWriter) -> None:
        await go_on.wait()
        writer.write(answer(b"{}"))

    async with build(at_once=3) as house:
        house.service.acts["/v1/slow"] = act
        session = await house.sign_on()
        waiting = [
            asyncio.create_task(house.ask("/api/catalog/v1/slow", headers=session.bearer)) for _ in range(3)
        ]
        await eventually(lambda: len(house.service.heard) == 3)

        refused = await house.ask("/api/catalog/v1/items", headers=session.bearer)
        go_on.set()
        statuses = [(await task).status for task in waiting]
        after = await house.ask("/api/catalog/v1/items", headers=session.bearer)

        assert (refused.status, refused.problem) == (429, "too-many-at-once")
        assert statuses == [200] * 3
        assert after.status == 200


async def test_the_door_takes_only_so_many_connections(build: Build) -> None:
    async with build(clients=3) as house:
        lines = [await house.line() for _ in range(3)]
        await eventually(lambda: len(house.serving.door.clients) == 3)
        one_more = await house.line()

        assert await one_more.rest() == b""
        await lines[0].send(b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n")
        assert (await lines[0].read()).status == 200


async def test_what_was_under_way_for_a_client_that_left_counts_no_longer(build: Build) -> None:
    async def act(heard: Heard, reader: StreamReader, writer: StreamWriter) -> None:
        await reader.read()

    async with build(at_once=1) as house:
        house.service.acts["/v1/slow"] = act
        session = await house.sign_on()
        line = await house.line()
        await line.send(
            f"GET /api/catalog/v1/slow HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {session.token}\r\n\r\n".encode()
        )
        await eventually(lambda: house.service.has("/v1/slow"))
        line.close()

        async def is_free() -> bool:
            return (await house.ask("/api/catalog/v1/items", headers=session.bearer)).status == 200

        await eventually(is_free)


@pytest.mark.parametrize(("per_second", "burst"), [(10.0, 1), (10.0, 7), (0.5, 3), (1000.0, 50)])
def test_a_rate_is_kept_to_the_request(per_second: float, burst: int) -> None:
    limiter = Limiter(Rate("x", per_second, burst))
    taken, now, span = 0, 100.0, 20.0
    step = 1 / per_second / 4
    while now < 100.0 + span:
        try:
            limiter.take("key", now)
        except TooManyRequests:
            pass
        else:
            taken += 1
        now += step

    assert taken in {int(span * per_second) + burst - 1, int(span * per_second) + burst}


def test_a_refused_request_waits_as_long_as_it_is_told() -> None:
    limiter = Limiter(Rate("x", 0.2, 2))
    limiter.take("key", 0.0)
    limiter.take("key", 0.0)

    with pytest.raises(TooManyRequests) as refused:
        limiter.take("key", 0.0)

    assert refused.value.extensions == {"retry_after": 5}
    limiter.take("key", 5.0)


def test_who_has_rested_is_forgotten() -> None:
    limiter = Limiter(Rate("x", 1.0, 2))
    for number in range(1000):
        limiter.take(str(number), 0.0)
    limiter.take("late", 10.0)

    limiter.forget(5.0)

    assert list(limiter._full_at) == ["late"]


def test_a_network_of_ipv6_is_one_neighbourhood() -> None:
    assert neighbourhood("203.0.113.9") == "203.0.113.9"
    assert neighbourhood("2001:db8::1") == neighbourhood("2001:db8::2:3") == "2001:db8::/64"
    assert neighbourhood("2001:db8:0:1::1") != neighbourhood("2001:db8::1")
    assert neighbourhood("fe80::1%eth0") == "fe80::/64"
