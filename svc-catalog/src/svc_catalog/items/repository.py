"""All SQL on items."""

from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Text, case, cast, or_, select, true, tuple_
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, joinedload

from servicekit.scope import within
from svc_catalog.items.models import DirectoryEntry, Item
from svc_catalog.items.types import State, Wishes


class ItemRepository:
    """Finds items; never commits."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find(self, condition: ColumnElement[bool]) -> Item | None:
        """Return one item with its directory entry."""
        return await self._session.scalar(select(Item).where(condition).options(joinedload(Item.entry)))

    async def lock_within(self, item_id: str, regions: Iterable[str]) -> Item | None:
        """Return an item of the regions, holding it until the transaction ends."""
        found = (
            select(Item)
            .where(Item.item_id == item_id, within(Item.region_code, regions))
            .options(joinedload(Item.entry))
            .with_for_update(of=Item)
        )
        return await self._session.scalar(found)

    async def page(
        self, condition: ColumnElement[bool], after: Sequence[Any] | None, limit: int
    ) -> Sequence[Item]:
        """Return items in the order of the directory, from after a place on."""
        found = select(Item).join(Item.entry).where(condition).options(joinedload(Item.entry))
        place = tuple_(DirectoryEntry.number, Item.item_id)
        if after:
            found = found.where(place > tuple_(*after))
        found = found.order_by(DirectoryEntry.number, Item.item_id).limit(limit)
        return (await self._session.scalars(found)).all()

    async def offered(self, lists: Sequence[str], directory_codes: Sequence[str]) -> dict[str, Item]:
        """Return what somebody is offered to whom `lists` apply, among directory codes."""
        wanted = Item.directory_code.in_(directory_codes) & offered_in(lists)
        found = await self._session.scalars(select(Item).where(wanted).options(joinedload(Item.entry)))
        return {item.directory_code: item for item in found}

    async def all(self) -> AsyncIterator[Item]:
        """Yield every item."""
        found = select(Item).options(joinedload(Item.entry)).order_by(Item.item_id)
        rows = await self._session.stream_scalars(found)
        async for item in rows:
            yield item


def offered_in(lists: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that keeps what somebody is offered to whom `lists` apply, nearest first.

    Of several lists that hold an item the nearest decides: what the county has withdrawn does not
    come back from the city. A draft decides nothing yet.
    """
    one = aliased(Item)
    distance = case({code: place for place, code in enumerate(lists)}, value=one.region_code)
    nearest = (
        select(one.item_id, one.state)
        .where(one.region_code.in_(lists), one.state != State.DRAFT)
        .ext(distinct_on(one.directory_code))
        .order_by(one.directory_code, distance)
        .subquery()
    )
    return Item.item_id.in_(select(nearest.c.item_id).where(nearest.c.state == State.PUBLISHED))


def matching(wishes: Wishes) -> ColumnElement[bool]:
    """Return the condition that keeps what fits every wish."""
    condition: ColumnElement[bool] = true()
    for wish, kept in (
        (wishes.department, DirectoryEntry.department_code == wishes.department),
        (wishes.person_theme, DirectoryEntry.person_theme == wishes.person_theme),
        (wishes.corporate_theme, DirectoryEntry.corporate_theme == wishes.corporate_theme),
        (wishes.audience, DirectoryEntry.audiences.contains([wishes.audience])),
        (wishes.is_kiosk, Item.is_kiosk == wishes.is_kiosk),
        (wishes.q, named(wishes.q or "")),
    ):
        if wish is not None:
            condition &= kept
    return condition


def named(part: str) -> ColumnElement[bool]:
    """Return the condition that keeps items whose name, or what people call them, holds a text."""
    return or_(
        DirectoryEntry.name.contains(part, autoescape=True),
        cast(DirectoryEntry.plain_names, Text).contains(part, autoescape=True),
    )
