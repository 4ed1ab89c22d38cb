"""Use cases on the feed of changes."""

from sqlalchemy import select, true
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.schemas import BigInt, open_cursor, seal_cursor
from servicekit.scope import within
from svc_catalog.changes.models import ItemChange
from svc_catalog.changes.schemas import ChangeOut, ChangesOut
from svc_catalog.items.types import State

CURSOR = (BigInt,)


class ChangeService:
    """One public method per use case."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def since(self, cursor: str | None, region: str | None, limit: int) -> ChangesOut:
        """Return what has changed since a cursor, in the order in which it was committed.

        An item stands where its last change stands: whoever reads to the end has every item once.

        Raises:
            MalformedRequest: the cursor is none of this feed.

        """
        start = open_cursor(cursor, CURSOR, "since")
        after = start[0] if start else 0
        found = (
            select(ItemChange)
            .where(ItemChange.seq > after, within(ItemChange.region_code, [region]) if region else true())
            .order_by(ItemChange.seq)
            .limit(limit + 1)
        )
        rows = (await self._session.scalars(found)).all()
        shown = rows[:limit]
        return ChangesOut(
            items=[change_out(row) for row in shown],
            next=seal_cursor(shown[-1].seq if shown else after),
            has_more=len(rows) > limit,
        )


def change_out(row: ItemChange) -> ChangeOut:
    """Return a change, with whether the item is gone for readers."""
    return ChangeOut(
        item_id=row.item_id,
        version=row.version,
        directory_code=row.directory_code,
        region_code=row.region_code,
        state=row.state,
        is_gone=row.state != State.PUBLISHED,
        changed_at=row.changed_at,
    )
