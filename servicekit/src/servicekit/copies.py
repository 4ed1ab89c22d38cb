"""Local copies of what other services own: only ever replaced by something newer."""

from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import BigInteger, Table
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.inspection import inspect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Copied:
    """A row that copies what another service announced, with the version that it had there."""

    source_version: Mapped[int] = mapped_column(BigInteger)


async def keep(session: AsyncSession, model: type[DeclarativeBase], row: Mapping[str, Any]) -> bool:
    """Store a copy unless there is one as new already; return whether anything changed.

    `row` holds every column of `model`, `source_version` among them. State topics are told
    again to rebuilt services, so an old state must not undo a newer one.
    """
    keys = list(inspect(model).primary_key)
    table = cast("Table", model.__table__)
    statement = insert(table).values(dict(row))
    newer = table.c.source_version < statement.excluded.source_version
    stored = await session.scalar(
        statement.on_conflict_do_update(index_elements=keys, set_=dict(row), where=newer).returning(
            table.c.source_version
        )
    )
    return stored is not None
