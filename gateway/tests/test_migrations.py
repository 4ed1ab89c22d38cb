"""The tables are as the models say, and changes become visible in the order of their numbers."""

import asyncio
from datetime import timedelta

from sqlalchemy import func, select, text

from gateway.sessions.models import SignedOn
from servicekit import migrations
from servicekit.clock import utc_now
from servicekit.db import SessionMaker
from servicekit.ids import uuid7
from servicekit.testing import eventually


async def test_no_model_asks_for_what_no_migration_makes(own_database: str) -> None:
    await asyncio.to_thread(migrations.check, "gateway", own_database)


async def test_nonces_cost_no_log(real_sessions: SessionMaker) -> None:
    async with real_sessions() as session:
        kind = await session.scalar(
            text("select relpersistence::text from pg_class where relname = 'nonces'")
        )

    assert kind == "u"


def session_of(name: str) -> SignedOn:
    now = utc_now()
    return SignedOn(
        token_hash=name.encode().ljust(32, b"0"),
        principal_id=uuid7(),
        kind="person",
        level=3,
        subject=name,
        claims={},
        channel="browser",
        agent="",
        created_at=now,
        expires_at=now + timedelta(1),
        idle_until=now + timedelta(1),
    )


async def test_a_reader_of_later_numbers_misses_no_change(real_sessions: SessionMaker) -> None:
    """A change that was numbered first but commits last would be missed for ever."""
    first = real_sessions()
    first.add(session_of("slow"))
    await first.flush()

    async def quick() -> None:
        async with real_sessions.begin() as session:
            session.add(session_of("quick"))

    overtaking = asyncio.create_task(quick())
    waiting = text(
        "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and wait_event = 'advisory'"
    )

    async def is_waiting() -> bool:
        async with real_sessions() as session:
            return bool(await session.scalar(waiting))

    await eventually(is_waiting)
    async with real_sessions() as session:
        seen = await session.scalar(select(func.max(SignedOn.seq)))
    await first.commit()
    await first.close()
    await overtaking

    async with real_sessions() as session:
        later = select(SignedOn.subject).where(SignedOn.seq > (seen or 0)).order_by(SignedOn.seq)
        assert (await session.scalars(later)).all() == ["slow", "quick"]
