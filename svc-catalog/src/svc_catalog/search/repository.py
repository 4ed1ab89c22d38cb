"""All SQL of search."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, Text, case, cast, delete, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from svc_catalog.items.models import Item
from svc_catalog.items.types import State
from svc_catalog.search.models import Change
from svc_catalog.search.types import Offer


@dataclass(frozen=True)
class Seen:
    """What has changed, and from where to read on."""

    horizon: int
    #: seq, transaction, kind, key of the row
    changes: Sequence[tuple[int, int, str, str]]


class SearchRepository:
    """Reads what search needs to know; never commits."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def changes(self, since: int) -> Seen:
        """Return the changes of transactions from `since` on, and of which on to read next time."""
        horizon = cast(cast(func.pg_snapshot_xmin(func.pg_current_snapshot()), Text), BigInteger)
        here = select(horizon.label("horizon")).subquery()
        found = select(here.c.horizon, Change.seq, Change.xid, Change.kind, Change.source)
        rows = (
            await self._session.execute(found.select_from(here).outerjoin(Change, Change.xid >= since))
        ).all()
        changes = [(row.seq, row.xid, row.kind, row.source) for row in rows if row.seq is not None]
        return Seen(rows[0].horizon, changes)

    async def forget_changes(self, before: datetime) -> None:
        """Remove changes that every running process has read long ago."""
        await self._session.execute(delete(Change).where(Change.at < before))

    async def offers(self, lists: Sequence[str], directory_codes: Sequence[str]) -> dict[str, Offer]:
        """Return by which entries somebody is offered items to whom `lists` apply, nearest first.

        Of several lists that hold an item the nearest decides: what the county has withdrawn does
        not come back from the city. A draft decides nothing yet.
        """
        distance = case({code: place for place, code in enumerate(lists)}, value=Item.region_code)
        nearest = (
            select(
                Item.item_id,
                Item.directory_code,
                Item.region_code,
                Item.state,
                Item.is_kiosk,
                Item.guide["is_online"].as_boolean().label("is_online"),
                Item.guide["handle_forms"].contains(["窗口"]).label("is_at_window"),
            )
            .where(
                Item.region_code.in_(lists),
                Item.directory_code.in_(directory_codes),
                Item.state != State.DRAFT,
            )
            .ext(distinct_on(Item.directory_code))
            .order_by(Item.directory_code, distance)
            .subquery()
        )
        rows = await self._session.execute(select(nearest).where(nearest.c.state == State.PUBLISHED))
        return {
            row.directory_code: Offer(
                item_id=row.item_id,
                region_code=row.region_code,
                channels=channels(is_online=row.is_online, is_kiosk=row.is_kiosk, at_window=row.is_at_window),
            )
            for row in rows
        }

    async def items(self, item_ids: Iterable[str]) -> dict[str, Item]:
        """Return list entries with what the directory says of them."""
        found = select(Item).where(Item.item_id.in_(list(item_ids))).options(joinedload(Item.entry))
        return {item.item_id: item for item in await self._session.scalars(found)}


def channels(*, is_online: bool | None, is_kiosk: bool, at_window: bool | None) -> tuple[str, ...]:
    """Return by which ways an item can be had."""
    ways = (("online", is_online), ("kiosk", is_kiosk), ("window", at_window))
    return tuple(name for name, is_there in ways if is_there)
