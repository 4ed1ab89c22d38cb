"""Two who apply at once: one of them comes too late."""

import asyncio

import pytest
from sqlalchemy import text

from servicekit.clock import utc_now
from servicekit.crypto import Vault
from servicekit.db import SessionMaker
from servicekit.testing import eventually
from svc_workforce.people.types import Standing, State
from svc_workforce.syncs.errors import SyncOver
from svc_workforce.syncs.service import SyncService
from svc_workforce.syncs.types import Directory

CITY = ["331000"]


async def one_person() -> Directory:
    somebody = Standing(
        "GE_1",
        "林晓",
        State.ACTIVE,
        [{"organisation_code": "GO_1", "region_code": "331002", "title": "窗口", "is_main": True}],
    )
    return Directory({}, {somebody.code: somebody}, {"GO_1": 1})


async def test_of_two_comparisons_of_the_same_state_only_one_is_applied(
    real_sessions: SessionMaker, vault_keys: str
) -> None:
    vault = Vault.from_settings(vault_keys)
    waits = text("select count(*) from pg_stat_activity where wait_event_type = 'Lock'")

    async def waits_or_is_done() -> bool:
        async with real_sessions() as session:
            return late.done() or bool(await session.scalar(waits))

    async with real_sessions.begin() as session:
        syncs = SyncService(session, utc_now(), vault)
        first, second = [await syncs.compare(one_person, "chen", 0.05) for _ in range(2)]

    async def apply_second() -> None:
        async with real_sessions.begin() as session:
            await SyncService(session, utc_now(), vault).apply(second.id, CITY, "li")

    async with real_sessions.begin() as session:
        await SyncService(session, utc_now(), vault).apply(first.id, CITY, "chen")
        late = asyncio.create_task(apply_second())
        await eventually(waits_or_is_done)

    with pytest.raises(SyncOver):
        await late
