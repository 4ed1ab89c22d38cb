"""All SQL on knowledge."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.copies import keep
from svc_helpdesk.items.models import Item
from svc_helpdesk.knowledge.models import Entry


class KnowledgeRepository:
    """Stores and finds items and what is said of them."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def keep_item(self, row: dict[str, Any]) -> bool:
        """Store the copy of an item; return whether it was newer."""
        return await keep(self._session, Item, row)

    async def item(self, item_id: str) -> Item | None:
        """Return the copy of an item."""
        return await self._session.get(Item, item_id)

    async def of_item(self, item_id: str) -> dict[str, Entry]:
        """Return the entries of an item by id, held until the transaction ends."""
        found = select(Entry).where(Entry.item_id == item_id).order_by(Entry.entry_id).with_for_update()
        return {entry.entry_id: entry for entry in await self._session.scalars(found)}

    def add(self, entry: Entry) -> None:
        """Store a new entry."""
        self._session.add(entry)

    async def page(self, condition: ColumnElement[bool], after: str | None, limit: int) -> Sequence[Entry]:
        """Return entries in the order of their ids."""
        found = select(Entry).where(condition).order_by(Entry.entry_id).limit(limit)
        if after:
            found = found.where(Entry.entry_id > after)
        return (await self._session.scalars(found)).all()

    async def answers(self, item_id: str) -> Sequence[Entry]:
        """Return what may be cited of an item now."""
        found = select(Entry).where(Entry.item_id == item_id, Entry.state == "published")
        return (await self._session.scalars(found.order_by(Entry.entry_id))).all()
