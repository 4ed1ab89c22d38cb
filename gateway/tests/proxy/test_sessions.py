"""Sessions at the door: known once, true at once, gone within a second everywhere."""

import asyncio
import time

import pytest

from gateway.proxy.testing import Build, House, SignedOn
from servicekit.testing import eventually


async def kind_of(house: House, headers: dict[str, str]) -> str:
    """Return for whom a service would take the bearer of these headers."""
    house.service.heard.clear()
    answer = await house.ask("/api/catalog/v1/who", headers=headers)
    return str(house.service["/v1/who"].claims["knd"]) if answer.status == 200 else answer.problem


async def test_an_ended_session_is_ended_at_every_door_within_a_second(house: House, build: Build) -> None:
    async with build() as second:
        session = await house.sign_on()
        for door in (house, second):
            assert await kind_of(door, session.bearer) == "person"

        await house.end(session)
        ended_at = time.monotonic()
        for door in (house, second):

            async def refuses(door: House = door) -> bool:
                return await kind_of(door, session.bearer) == "not-signed-in"

            await eventually(refuses, within=2)
        took = time.monotonic() - ended_at

        assert took < 1.0
        assert await kind_of(house, session.cookie) == "visitor"


async def test_a_browser_whose_session_has_ended_forgets_the_cookie(house: House) -> None:
    session = await house.sign_on()
    await house.end(session)

    answer = await house.ask("/api/catalog/v1/items", headers=session.cookie)

    assert "Max-Age=0" in str(answer.get("set-cookie"))
    assert str(answer.get("set-cookie")).startswith("__Host-sanzhi=; Path=/; Secure; HttpOnly")


@pytest.mark.parametrize(
    "value",
    [
        "Bearer szs_notatokenofanysessionatall00",
        "Bearer eyJhbGciOiJub25lIn0.e30.",
        "Basic YTpi",
        "Bearer",
        "szs_x",
        "",
    ],
)
async def test_who_claims_a_session_that_is_none_is_refused(house: House, value: str) -> None:
    answer = await house.ask("/api/catalog/v1/items", headers={"Authorization": value})

    assert (answer.status, answer.problem) == (401, "not-signed-in")
    assert house.service.heard == []


async def test_an_inner_token_opens_nothing_from_outside(house: House) -> None:
    await house.ask("/api/catalog/v1/items")
    token = house.service["/v1/items"].one("authorization")

    assert await kind_of(house, {"Authorization": token}) == "not-signed-in"


async def test_changed_grants_are_in_the_next_token(house: House) -> None:
    session = await house.sign_on()
    await kind_of(house, session.bearer)

    await house.sql(
        "UPDATE sessions SET claims = jsonb_set(claims, '{grants}', '{\"case:decide\": [\"331002\"]}') "
        "WHERE id = CAST(:id AS uuid)",
        id=session.id,
    )

    async def has_grant() -> bool:
        await kind_of(house, session.bearer)
        return house.service["/v1/who"].claims["grants"] == {"case:decide": ["331002"]}

    await eventually(has_grant, within=1)


@pytest.mark.parametrize("more", [{"life": 0.6}, {"idle": 0.6}])
async def test_a_session_runs_out(house: House, more: dict[str, float]) -> None:
    session = await house.sign_on(**more)
    assert await kind_of(house, session.bearer) == "person"

    async def is_over() -> bool:
        return await kind_of(house, session.bearer) == "not-signed-in"

    await eventually(is_over, within=2)


async def test_a_session_in_use_stays_awake_and_one_at_rest_does_not(house: House) -> None:
    used, resting = await house.sign_on(idle=100.0), await house.sign_on(idle=100.0)
    for session in (used, resting):
        await kind_of(house, session.bearer)
    await house.serving.door.sessions.write_down()
    await kind_of(house, used.bearer)
    await house.sql("UPDATE sessions SET idle_until = now() + interval '100 seconds'")

    await house.serving.door.sessions.write_down()

    async def left(session: SignedOn) -> float:
        return float(
            (
                await house.sql(
                    "SELECT extract(epoch FROM idle_until - now()) FROM sessions WHERE id = CAST(:id AS uuid)",
                    id=session.id,
                )
            ).scalar_one()
        )

    assert await left(used) > 1700
    assert await left(resting) < 101


async def test_a_token_that_was_unknown_is_known_once_its_session_begins(house: House) -> None:
    session = await house.sign_on()
    await house.sql(
        "UPDATE sessions SET token_hash = 'elsewhere' WHERE id = CAST(:id AS uuid)", id=session.id
    )
    assert await kind_of(house, session.bearer) == "not-signed-in"

    await house.sql(
        "UPDATE sessions SET token_hash = sha256(convert_to(:token, 'UTF8')) WHERE id = CAST(:id AS uuid)",
        id=session.id,
        token=session.token,
    )

    async def is_known() -> bool:
        return await kind_of(house, session.bearer) == "person"

    await eventually(is_known, within=1)


async def test_many_requests_of_a_new_session_read_it_once(house: House) -> None:
    session = await house.sign_on()
    read = []
    repository = house.serving.door.sessions._repository
    original = repository.session

    async def noting(digest: bytes) -> object:
        read.append(digest)
        return await original(digest)

    repository.session = noting
    try:
        await asyncio.gather(*(house.ask("/api/catalog/v1/items", headers=session.bearer) for _ in range(20)))
    finally:
        del repository.session

    assert len(read) == 1


async def test_an_ending_that_commits_while_the_session_is_read_is_not_missed(house: House) -> None:
    session = await house.sign_on()
    sessions = house.serving.door.sessions
    original = sessions._repository.session

    async def overtaken(digest: bytes) -> object:
        row = await original(digest)
        if not row["ended"]:
            await house.end(session)
            await sessions.look()
        return row

    sessions._repository.session = overtaken
    try:
        assert await kind_of(house, session.bearer) == "not-signed-in"
    finally:
        del sessions._repository.session


async def test_without_news_from_the_database_nobody_is_believed_but_visitors(build: Build) -> None:
    async with build() as house:
        session = await house.sign_on()
        assert await kind_of(house, session.bearer) == "person"
        sessions = house.serving.door.sessions

        async def away(floor: int, seen: object) -> None:
            raise ConnectionError

        sessions._repository.changed_sessions = away
        sessions._news_at -= 60

        answer = await house.ask("/api/catalog/v1/items", headers=session.bearer)
        ready = await house.ask("/readyz")
        alive = await house.ask("/livez")

        assert (answer.status, answer.problem) == (503, "sign-on-away")
        assert answer.get("retry-after") == "2"
        assert await kind_of(house, {}) == "visitor"
        assert (ready.status, alive.status) == (503, 200)
        del sessions._repository.changed_sessions
        await eventually(lambda: sessions.is_current)
        assert await kind_of(house, session.bearer) == "person"
