"""What becomes of connections that the database has closed."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.db import connect
from servicekit.testing import eventually


async def test_whoever_comes_after_the_database_closed_its_connections_does_not_notice(
    database_url: str,
) -> None:
    engine, sessions = connect(database_url)
    beside, others = connect(database_url)
    async with sessions() as one, sessions() as another:
        gone = {await backend(one), await backend(another)}
        drivers = [await driver(one), await driver(another)]

    async with others() as session:
        for pid in gone:
            await session.scalar(select(func.pg_terminate_backend(pid)))
    await eventually(lambda: all(one.is_closed() for one in drivers))

    async with sessions() as one, sessions() as another:
        assert not gone & {await backend(one), await backend(another)}
    await engine.dispose()
    await beside.dispose()


async def backend(session: AsyncSession) -> int | None:
    """Return the number of the server's process behind a session."""
    return await session.scalar(select(func.pg_backend_pid()))


async def driver(session: AsyncSession) -> Any:
    """Return asyncpg's connection behind a session."""
    return (await (await session.connection()).get_raw_connection()).driver_connection
