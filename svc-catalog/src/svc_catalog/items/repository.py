"""All SQL on items."""

from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Text,
    case,
    cast,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, joinedload

from servicekit.scope import within
from svc_catalog.items.models import DirectoryEntry, Item, ItemFile
from svc_catalog.items.rules import NO_SUB_ITEM
from svc_catalog.items.types import State, Wishes
from svc_catalog.uploads.models import StoredFile

#: Digits of a basic code that name the main item: all but the sub-item's three.
MAIN = 9


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

    async def siblings(self, item: Item) -> list[tuple[DirectoryEntry, str | None]]:
        """Return the other entries of an item's main item, each with the published item of its list."""
        same_list = (
            (Item.directory_code == DirectoryEntry.code)
            & (Item.region_code == item.region_code)
            & (Item.state == State.PUBLISHED)
        )
        found = (
            select(DirectoryEntry, Item.item_id)
            .outerjoin(Item, same_list)
            .where(
                DirectoryEntry.basic_code.startswith(item.entry.basic_code[:MAIN]),
                DirectoryEntry.code != item.directory_code,
                DirectoryEntry.abolished_at.is_(None),
            )
            .order_by(DirectoryEntry.basic_code)
        )
        return [(entry, item_id) for entry, item_id in await self._session.execute(found)]

    async def with_sub_items(self, codes: Iterable[str]) -> set[str]:
        """Return which entries are main items of which the directory holds sub-items."""
        sub = aliased(DirectoryEntry)
        has_sub = exists().where(
            func.left(sub.basic_code, MAIN) == func.left(DirectoryEntry.basic_code, MAIN),
            sub.code != DirectoryEntry.code,
            sub.abolished_at.is_(None),
        )
        found = select(DirectoryEntry.code).where(
            DirectoryEntry.code.in_(list(codes)), DirectoryEntry.basic_code.endswith(NO_SUB_ITEM), has_sub
        )
        return set(await self._session.scalars(found))

    async def name_files(self, item_id: str, hashes: Iterable[str]) -> None:
        """Note the files of an item; those before are forgotten."""
        await self._session.execute(delete(ItemFile).where(ItemFile.item_id == item_id))
        rows = [{"item_id": item_id, "sha256": sha256} for sha256 in sorted(hashes)]
        if rows:
            await self._session.execute(insert(ItemFile), rows)

    async def shown_files(self, hashes: Iterable[str]) -> Sequence[StoredFile]:
        """Return those of some files that a published item shows."""
        shown = (
            select(ItemFile.sha256)
            .join(Item, Item.item_id == ItemFile.item_id)
            .where(ItemFile.sha256.in_(list(hashes)), Item.state == State.PUBLISHED)
        )
        return (await self._session.scalars(select(StoredFile).where(StoredFile.sha256.in_(shown)))).all()

    async def file_kinds(self, hashes: Iterable[str]) -> dict[str, str]:
        """Return the kinds of stored files by their hashes."""
        found = select(StoredFile.sha256, StoredFile.kind).where(StoredFile.sha256.in_(list(hashes)))
        return {row.sha256: row.kind for row in await self._session.execute(found)}

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
        (wishes.main_item, func.substr(DirectoryEntry.basic_code, 5, 5) == wishes.main_item),
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
