"""Use cases on the directory."""

from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.schemas import Page, open_cursor, seal_cursor
from svc_catalog.directory.repository import DirectoryRepository
from svc_catalog.directory.schemas import EntryOut
from svc_catalog.items.errors import NoSuchItem
from svc_catalog.items.models import DirectoryEntry
from svc_catalog.items.repository import matching
from svc_catalog.items.rules import main_item, sub_item
from svc_catalog.items.types import Wishes

CURSOR = (int,)


class DirectoryService:
    """One public method per use case."""

    def __init__(self, session: AsyncSession) -> None:
        self._entries = DirectoryRepository(session)

    async def page(self, wishes: Wishes, after: str | None, limit: int) -> Page[EntryOut]:
        """Return entries in the order of the directory, those that the province has abolished included."""
        place = open_cursor(after, CURSOR)
        found = await self._entries.page(matching(wishes), place[0] if place else 0, limit + 1)
        onward = seal_cursor(found[limit - 1][0].number) if len(found) > limit else None
        return Page(items=[entry_out(entry, name) for entry, name in found[:limit]], next=onward)

    async def entry(self, code: str) -> EntryOut:
        """Return one entry.

        Raises:
            NoSuchItem: there is none.

        """
        found = await self._entries.page(DirectoryEntry.code == code, 0, 1)
        if not found:
            raise NoSuchItem
        return entry_out(*found[0])


def entry_out(entry: DirectoryEntry, department_name: str) -> EntryOut:
    """Return an entry as JSON."""
    return EntryOut(
        directory_code=entry.code,
        name=entry.name,
        basic_code=entry.basic_code,
        item_type=entry.item_type,
        department_code=entry.department_code,
        department_name=department_name,
        implementing_body=entry.implementing_body,
        legal_basis=entry.legal_basis,
        main_item=main_item(entry.basic_code),
        sub_item=sub_item(entry.basic_code),
        is_abolished=entry.abolished_at is not None,
        unverified=entry.unverified,
    )
