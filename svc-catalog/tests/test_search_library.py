"""The index follows the database, whoever writes it and however late a transaction commits."""

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.clock import utc_now
from servicekit.db import SessionMaker
from svc_catalog.departments.models import Department
from svc_catalog.items.models import DirectoryEntry
from svc_catalog.search.jobs import forget_changes
from svc_catalog.search.library import Library
from svc_catalog.search.types import ITEM
from svc_catalog.seed import department_rows, directory_rows

ROWS = list(directory_rows())


async def write(session: AsyncSession, *numbers: int) -> None:
    await session.execute(insert(DirectoryEntry), [ROWS[number] for number in numbers])


async def known(library: Library, sessions: SessionMaker) -> set[str]:
    async with sessions() as session:
        return set((await library.follow(session)).shelves[ITEM].documents)


async def test_what_commits_late_is_not_missed(real_sessions: SessionMaker) -> None:
    library = Library()
    async with real_sessions.begin() as session:
        await session.execute(insert(Department), list(department_rows()))
        await write(session, 0)
    before = await known(library, real_sessions)
    async with real_sessions() as late:
        await write(late, 1)
        async with real_sessions.begin() as quick:
            await write(quick, 2)
        between = await known(library, real_sessions)
        await late.commit()
    after = await known(library, real_sessions)

    assert before == {ROWS[0]["code"]}
    assert between == {ROWS[0]["code"], ROWS[2]["code"]}
    assert after == {ROWS[0]["code"], ROWS[1]["code"], ROWS[2]["code"]}


async def test_what_is_gone_is_forgotten_and_a_new_process_knows_what_is_there(
    real_sessions: SessionMaker,
) -> None:
    library = Library()
    async with real_sessions.begin() as session:
        await session.execute(insert(Department), list(department_rows()))
        await write(session, 0, 1)
    before = await known(library, real_sessions)
    async with real_sessions.begin() as session:
        await session.delete(await session.get_one(DirectoryEntry, ROWS[0]["code"]))
        # Old changes are no longer needed by whoever starts now.
        await forget_changes("-", session, utc_now().replace(year=2100))

    assert before == {ROWS[0]["code"], ROWS[1]["code"]}
    assert await known(Library(), real_sessions) == {ROWS[1]["code"]}
