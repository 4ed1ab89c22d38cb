"""All SQL of search; what every search asks is built once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ARRAY, BigInteger, String, Text, bindparam, cast, delete, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from svc_catalog.items.models import Item
from svc_catalog.items.types import State
from svc_catalog.search.models import Change
from svc_catalog.search.types import Offer

LISTS, CODES = bindparam("lists", type_=ARRAY(String)), bindparam("codes", type_=ARRAY(String))

_HERE = select(
    cast(cast(func.pg_snapshot_xmin(func.pg_current_snapshot()), Text), BigInteger).label("horizon")
).subquery()
CHANGES = (
    select(_HERE.c.horizon, Change.seq, Change.xid, Change.kind, Change.source)
    .select_from(_HERE)
    .outerjoin(Change, Change.xid >= bindparam("since", type_=BigInteger))
)
# Of several lists that hold an item the nearest decides: what the county has withdrawn does not come
# back from the city. A draft decides nothing yet.
_NEAREST = (
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
        Item.region_code == func.any(LISTS),
        Item.directory_code == func.any(CODES),
        Item.state != State.DRAFT,
    )
    .ext(distinct_on(Item.directory_code))
    .order_by(Item.directory_code, func.array_position(LISTS, Item.region_code))
    .subquery()
)
OFFERS = select(_NEAREST).where(_NEAREST.c.state == State.PUBLISHED)
ITEMS = select(Item).where(Item.item_id == func.any(CODES)).options(joinedload(Item.entry))


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
        rows = (await self._session.execute(CHANGES, {"since": since})).all()
        changes = [(row.seq, row.xid, row.kind, row.source) for row in rows if row.seq is not None]
        return Seen(rows[0].horizon, changes)

    async def forget_changes(self, before: datetime) -> None:
        """Remove changes that every running process has read long ago."""
        await self._session.execute(delete(Change).where(Change.at < before))

    async def offers(self, lists: Sequence[str], directory_codes: Iterable[str]) -> dict[str, Offer]:
        """Return by which entries somebody is offered items to whom `lists` apply, nearest first."""
        wanted = {"lists": list(lists), "codes": list(directory_codes)}
        return {
            row.directory_code: Offer(
                item_id=row.item_id,
                region_code=row.region_code,
                channels=channels(is_online=row.is_online, is_kiosk=row.is_kiosk, at_window=row.is_at_window),
            )
            for row in await self._session.execute(OFFERS, wanted)
        }

    async def items(self, item_ids: Iterable[str]) -> dict[str, Item]:
        """Return list entries with what the directory says of them."""
        found = await self._session.scalars(ITEMS, {"codes": list(item_ids)})
        return {item.item_id: item for item in found}


def channels(*, is_online: bool | None, is_kiosk: bool, at_window: bool | None) -> tuple[str, ...]:
    """Return by which ways an item can be had."""
    ways = (("online", is_online), ("kiosk", is_kiosk), ("window", at_window))
    return tuple(name for name, is_there in ways if is_there)
