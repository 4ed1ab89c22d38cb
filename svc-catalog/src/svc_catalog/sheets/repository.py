"""All SQL of sheets."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from svc_catalog.items.models import Item
from svc_catalog.sheets.models import Sheet


class SheetRepository:
    """Finds sheets; never commits."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find(self, code: str) -> Sheet | None:
        """Return a sheet, without its page."""
        return await self._session.get(Sheet, code)

    async def lock(self, code: str) -> Sheet | None:
        """Return a sheet, holding it until the transaction ends."""
        return await self._session.scalar(select(Sheet).where(Sheet.code == code).with_for_update())

    async def page_of(self, code: str) -> Sheet | None:
        """Return a sheet with its page."""
        return await self._session.scalar(select(Sheet).where(Sheet.code == code).options(undefer(Sheet.pdf)))

    async def item_version(self, item_id: str) -> int | None:
        """Return the version of an item as it now is."""
        return await self._session.scalar(select(Item.version).where(Item.item_id == item_id))

    async def held_by(self, holder: str, after: Sequence[Any] | None, limit: int) -> Sequence[Sheet]:
        """Return the sheets of somebody, the newest first."""
        place = tuple_(Sheet.issued_at, Sheet.code)
        found = select(Sheet).where(Sheet.holder == holder)
        if after:
            found = found.where(place < tuple_(*after))
        return (
            await self._session.scalars(
                found.order_by(Sheet.issued_at.desc(), Sheet.code.desc()).limit(limit)
            )
        ).all()
