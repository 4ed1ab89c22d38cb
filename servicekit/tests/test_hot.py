"""Answers for everybody are kept until something changes, and never without somebody who would say so."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Response
from starlette.types import Scope

from servicekit.hot import LARGEST_ANSWER, Answer, HotReads, Memory


class Shop:
    """A service whose answers are counted."""

    def __init__(self) -> None:
        self.memory = Memory()
        self.memory.clear(is_fresh=True)
        self.asked = 0
        self.version = 1
        self.begun, self.go_on = asyncio.Event(), asyncio.Event()
        self.go_on.set()
        app = FastAPI()
        self.is_open = True

        @app.get("/public")
        async def public(response: Response, q: str = "") -> dict[str, Any]:
            self.asked += 1
            version = self.version
            self.begun.set()
            await self.go_on.wait()
            response.headers.update({"cache-control": "public, max-age=0", "etag": f'"{version}"'})
            return {"version": version, "q": q}

        @app.get("/private")
        async def private(response: Response) -> int:
            self.asked += 1
            response.headers.update({"cache-control": "private", "etag": '"1"'})
            return self.asked

        @app.get("/greeting")
        async def greeting(response: Response) -> int:
            self.asked += 1
            response.headers.update({"cache-control": "public", "etag": '"1"', "set-cookie": "a=b"})
            return self.asked

        @app.get("/missing")
        async def missing() -> Response:
            self.asked += 1
            return Response(status_code=404, headers={"cache-control": "public", "etag": '"1"'})

        async def admits(_scope: Scope) -> bool:
            return self.is_open

        hot = HotReads(app, memory=self.memory, admits=admits)
        self.client = httpx.AsyncClient(transport=httpx.ASGITransport(hot), base_url="http://shop")


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    one = Shop()
    async with one.client:
        yield one


async def test_what_is_public_is_asked_for_once(shop: Shop) -> None:
    first = await shop.client.get("/public?q=a")
    second = await shop.client.get("/public?q=a")
    other = await shop.client.get("/public?q=b")

    assert first.json() == second.json() == {"version": 1, "q": "a"}
    assert second.headers["etag"] == '"1"'
    assert second.headers["content-type"] == "application/json"
    assert (other.json()["q"], shop.asked) == ("b", 2)


async def test_whom_no_good_token_brings_the_application_answers(shop: Shop) -> None:
    await shop.client.get("/public")
    shop.is_open = False
    await shop.client.get("/public")

    assert shop.asked == 2


@pytest.mark.parametrize("held", ['"1"', 'W/"1"', '"0", "1"', "*"])
async def test_who_has_it_is_told_only_that(shop: Shop, held: str) -> None:
    await shop.client.get("/public")

    answer = await shop.client.get("/public", headers={"if-none-match": held})

    assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", '"1"')
    assert shop.asked == 1


@pytest.mark.parametrize("path", ["/private", "/greeting", "/missing"])
async def test_what_is_for_one_is_asked_for_each_time(shop: Shop, path: str) -> None:
    await shop.client.get(path)
    await shop.client.get(path)

    assert shop.asked == 2


async def test_a_change_is_seen_at_once(shop: Shop) -> None:
    await shop.client.get("/public")
    shop.version = 2
    shop.memory.clear(is_fresh=True)

    assert (await shop.client.get("/public")).json()["version"] == 2


async def test_an_answer_that_a_change_overtook_is_not_kept(shop: Shop) -> None:
    shop.go_on.clear()
    slow = asyncio.create_task(shop.client.get("/public"))
    await shop.begun.wait()
    shop.version = 2
    shop.memory.clear(is_fresh=True)
    shop.go_on.set()

    assert (await slow).json()["version"] == 1
    assert (await shop.client.get("/public")).json()["version"] == 2


async def test_nothing_is_kept_while_nobody_tells_of_changes(shop: Shop) -> None:
    shop.memory.clear(is_fresh=False)

    await shop.client.get("/public")
    await shop.client.get("/public")

    assert shop.asked == 2


def test_memory_has_a_bound() -> None:
    memory = Memory()
    memory.clear(is_fresh=True)

    for number in range(1000):
        memory.put(str(number), Answer([], b"0" * (LARGEST_ANSWER), ""), memory.turn)
    memory.put("too large", Answer([], b"0" * (LARGEST_ANSWER + 1), ""), memory.turn)

    assert memory.get("too large") is None
    assert sum(memory.get(str(number)) is not None for number in range(1000)) == 256
    assert memory.get("999") is not None
